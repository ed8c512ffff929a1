import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../../src/node/config/load';
import { decodeFault } from '../../../src/sample/faults';

const folder = join(process.cwd(), 'src', 'sample', 'workspace');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('the sample workspace', () => {
  it('has a configuration without a problem, for the sample on its usual port', async () => {
    const { settings, problems } = await loadConfig(read('reconciliation.json'), folder);
    assert.deepEqual(problems, []);
    assert.equal(settings?.master.baseUrl, 'http://127.0.0.1:4010');
    assert.deepEqual(settings.resources.get('accounts')?.rules[0], { field: 'status', oneOf: ['active', 'inactive', 'suspended'] });
  });

  it('names in its README only faults that the sample takes', () => {
    const bodies = [...read('README.md').matchAll(/faults -d '([^']+)'/g)].map(([, body]) => body ?? '');
    assert.equal(bodies.length, 8);
    for (const body of bodies) assert.equal(typeof decodeFault(body), 'object', body);
  });
});
