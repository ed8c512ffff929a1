import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { Approval, describeRequest } from '../../src/editor/connection/approval';
import { describeFound } from '../../src/editor/connection/found';
import { cleanToken, secretKey, Tokens } from '../../src/editor/connection/tokens';
import { resolveResource } from '../../src/engine/resource';
import type { Settings, Shape } from '../../src/engine/settings';
import { decodeConfig } from '../../src/node/config/decode';

const FILE = { master: { baseUrl: 'https://api.example.com/v1', auth: 'bearer', headers: { 'X-Tenant': 'north' } }, resources: { accounts: { path: '/accounts' } } };

function settingsOf(file: object): Settings {
  const { settings, problems } = decodeConfig(JSON.stringify(file));
  assert.ok(settings, JSON.stringify(problems));
  return settings;
}

class FakeMemento implements vscode.Memento {
  readonly #values = new Map<string, unknown>();
  keys(): readonly string[] {
    return [...this.#values.keys()];
  }
  get(key: string): undefined {
    return this.#values.get(key) as undefined;
  }
  async update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }
}

/** A configuration that changes as a test says. */
class FakeConfig {
  readonly #changed = new vscode.EventEmitter<Settings | null>();
  readonly onDidChange = this.#changed.event;
  folder = vscode.Uri.file('/one');
  settings: Settings | null = settingsOf(FILE);
  change(file: object): void {
    this.settings = settingsOf(file);
    this.#changed.fire(this.settings);
  }
}

describe('approval', () => {
  const approved = async (): Promise<{ config: FakeConfig; approval: Approval }> => {
    const config = new FakeConfig();
    const approval = new Approval(config, new FakeMemento());
    assert.equal(approval.isGiven, false, 'nothing is approved at first');
    assert.equal(await approval.give(settingsOf(FILE)), true);
    assert.equal(approval.isGiven, true);
    return { config, approval };
  };
  const master = (more: object): object => ({ ...FILE, master: { ...FILE.master, ...more } });

  it('row 5: is void at once when the origin, the sign-in, a header or its value changes, and holds again when it changes back', async () => {
    const { config, approval } = await approved();
    for (const more of [{ baseUrl: 'https://api.example.org/v1' }, { auth: 'basic' }, { headers: { 'X-Tenant': 'south' } }, { headers: {} }]) {
      let told = 0;
      const subscription = approval.onDidChange(() => told++);
      config.change(master(more));
      assert.equal(approval.isGiven, false, JSON.stringify(more));
      assert.equal(approval.isWanted, true);
      assert.equal(told, 1);
      subscription.dispose();
      config.change(FILE);
      assert.equal(approval.isGiven, true);
    }
  });

  it('is not asked again for what sends nothing elsewhere', async () => {
    const { config, approval } = await approved();
    config.change({ ...FILE, resources: { ...FILE.resources, contacts: { path: '/contacts' } }, sync: { concurrency: 8 } });
    assert.equal(approval.isGiven, true);
  });

  it('holds for its own folder alone', async () => {
    const { config, approval } = await approved();
    config.folder = vscode.Uri.file('/two');
    assert.equal(approval.isGiven, false);
  });

  it('is not given to a file that changed while the person was reading', async () => {
    const config = new FakeConfig();
    const approval = new Approval(config, new FakeMemento());
    config.change(master({ baseUrl: 'https://evil.example' }));
    assert.equal(await approval.give(settingsOf(FILE)), false);
    assert.equal(approval.isGiven, false);
  });

  it('is given by whoever started the editor for this origin, without a sign-in, until the person decides', async () => {
    const config = new FakeConfig();
    const approval = new Approval(config, new FakeMemento(), 'http://127.0.0.1:4010');
    config.change({ master: { baseUrl: 'http://127.0.0.1:4010' }, resources: { accounts: { path: '/accounts' } } });
    assert.equal(approval.isGiven, true);
    config.change({ master: { baseUrl: 'http://127.0.0.1:4010', auth: 'bearer' }, resources: { accounts: { path: '/accounts' } } });
    assert.equal(approval.isGiven, false);
    config.change({ master: { baseUrl: 'http://127.0.0.1:4011' }, resources: { accounts: { path: '/accounts' } } });
    assert.equal(approval.isGiven, false);
    config.change({ master: { baseUrl: 'http://127.0.0.1:4010' }, resources: { accounts: { path: '/accounts' } } });
    await approval.revoke();
    assert.equal(approval.isGiven, false);
  });

  it('can be taken back', async () => {
    const { approval } = await approved();
    await approval.revoke();
    assert.equal(approval.isGiven, false);
  });

  it('names the origin, the sign-in, the header names and the number of resources, and no value', () => {
    assert.equal(
      describeRequest(settingsOf(FILE)),
      'https://api.example.com\nSign-in: your token, as Authorization: Bearer\nHeaders from the file: x-tenant\n\n1 resource will be read and changed there.',
    );
    assert.match(describeRequest(settingsOf({ ...FILE, master: { baseUrl: 'https://bücher.example' } })), /^https:\/\/xn--bcher-kva\.example\nSign-in: none\nHeaders from the file: none\n/);
  });
});

describe('tokens', () => {
  it('are bound to one origin, with the port named', async () => {
    assert.equal(secretKey('https://api.example.com'), 'token:https://api.example.com:443');
    assert.equal(secretKey('http://[::1]:4010'), 'token:http://[::1]:4010');
    const stored = new Map<string, string>();
    const tokens = new Tokens({ get: async (key) => stored.get(key), store: async (key, value) => void stored.set(key, value), delete: async (key) => void stored.delete(key) }, new FakeMemento());
    await tokens.set('https://api.example.com', 's3cret');
    assert.equal(await tokens.get('https://api.example.com'), 's3cret');
    for (const other of ['http://api.example.com', 'https://api.example.com:8443', 'https://api.example.com.evil.example']) assert.equal(await tokens.get(other), undefined);
    assert.deepEqual(tokens.origins, ['https://api.example.com']);
    await tokens.forget('https://api.example.com');
    assert.equal(stored.size, 0);
    assert.deepEqual(tokens.origins, []);
  });

  it('row 17: are trimmed once, and refused when empty or with a control character inside', () => {
    assert.deepEqual(cleanToken(' abc\n', 'bearer'), { token: 'abc' });
    for (const bad of ['', ' \n', 'a\nb', 'a\u0000b', 'a\u2028b', 'töken→']) assert.ok('problem' in cleanToken(bad, 'bearer'), JSON.stringify(bad));
    assert.deepEqual(cleanToken('me:pässwörd→', 'basic'), { token: 'me:pässwörd→' });
    assert.ok('problem' in cleanToken('nobody', 'basic'));
  });

  it('row 18: say so when the secret storage rejects, without any part of the secret', async () => {
    const fail = async (): Promise<never> => Promise.reject(new Error('keyring is locked: s3cret'));
    const tokens = new Tokens({ get: fail, store: fail, delete: fail }, new FakeMemento());
    await assert.rejects(tokens.get('https://api.example.com'), { message: 'The token for https://api.example.com cannot be read: the secret storage of this system does not answer.' });
    await assert.rejects(tokens.set('https://api.example.com', 's3cret'), /cannot be kept/);
    assert.deepEqual(tokens.origins, [], 'what was not kept is not listed');
  });
});

describe('what was found', () => {
  const shape: Shape = {
    id: 'id', version: { from: 'field', field: 'version', order: 'auto' }, precondition: { kind: 'if-match' }, checksum: { field: 'checksum', encoding: 'hex', prefix: 'sha256-' },
    list: { style: 'page', items: '/items', parameter: 'page', size: 100, sizeParameter: 'limit' }, serverOwned: ['id', 'version', 'checksum'], etagIsVersion: true,
  };
  const shapes: Shape[] = [
    shape,
    { ...shape, version: { from: 'field', field: 'rev', order: 'opaque' }, precondition: { kind: 'body', field: 'rev' }, checksum: null, list: { style: 'link', items: '' } },
    { ...shape, version: { from: 'header', header: 'etag' }, precondition: { kind: 'query', parameter: 'v' }, list: { style: 'next', items: '/data', next: '/links/next' } },
    { ...shape, version: { from: 'hash' }, precondition: { kind: 'read-first' }, list: { style: 'cursor', items: '', cursor: '/next', parameter: 'after' } },
  ];

  it('can be pasted into the configuration and means the same there', () => {
    for (const found of shapes) {
      const text = describeFound(settingsOf(FILE), new Map([['accounts', found]]));
      const pasted = text.replace('{\n  "resources"', `{ "master": { "baseUrl": "https://api.example.com" },\n  "resources"`);
      const { settings, problems } = decodeConfig(pasted);
      assert.ok(settings, `${JSON.stringify(problems)}\n${text}`);
      const accounts = settings.resources.get('accounts');
      assert.ok(accounts);
      assert.deepEqual({ ...accounts.shape, etagIsVersion: true }, resolveResource({ ...accounts, shape: {} }, found).shape);
    }
  });

  it('says what is configured, what was found, and what is unprotected', () => {
    const configured = settingsOf({ ...FILE, resources: { accounts: { path: '/accounts', id: 'id' } } });
    const text = describeFound(configured, new Map([['accounts', { ...shape, precondition: { kind: 'read-first' } }]]));
    assert.match(text, /"id": "id", \/\/ as configured\n/);
    assert.match(text, /"version": "version", \/\/ found: /);
    assert.match(text, /"precondition": "read-first", \/\/ found: UNPROTECTED/);
    assert.match(describeFound(configured, new Map()), /Not looked at yet/);
  });
});
