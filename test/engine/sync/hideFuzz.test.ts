import { strict as assert } from 'node:assert';
import { STANDARD_ALERTS } from '../../../src/engine/alerts/settings';
import { patternNow } from '../../../src/engine/metrics/mishap';
import { answer, settingsWith, Simulation } from '../../support/simulated';

const LETTERS = [...'abcXYZ019 .,;:!?()<>&%+/*\'"\\@#=~_-éßİçΣж李😀'];
const FORMS: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => value.toUpperCase(),
  encodeURIComponent,
  (value) => encodeURIComponent(value).replaceAll('%20', '+'),
  (value) => JSON.stringify(value).slice(1, -1),
  (value) => JSON.stringify(value).slice(1, -1).replaceAll('/', '\\/').replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
];

/** The texts in a value, at any depth, names included. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]) : [];

/** True where a text still shows the value; a short one, as a whole word. */
function shows(text: string, form: string, isShort: boolean): boolean {
  const [all, part] = [text.toLowerCase(), form.toLowerCase()];
  for (let at = all.indexOf(part); at >= 0; at = all.indexOf(part, at + 1)) {
    if (!isShort || !(/[\p{L}\p{N}]$/u.test(all.slice(0, at)) || /^[\p{L}\p{N}]/u.test(all.slice(at + part.length)))) return true;
  }
  return false;
}

describe('Sensitive values at random', () => {
  it('are nowhere in what is kept and told of a refusal, however the master writes them', async () => {
    let seed = 7;
    const upTo = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
    for (let round = 0; round < 60; round++) {
      const length = 1 + upTo(round % 3 === 0 ? 4 : 40);
      const text = `q${Array.from({ length }, () => LETTERS[upTo(LETTERS.length)]).join('')}`.slice(0, length).toWellFormed().trim();
      const secret = round % 7 === 0 ? upTo(10 ** (1 + upTo(9))) + 5_000 : text;
      const value = String(secret);
      const said = (): string => Array.from({ length: 2 }, () => `${'~ '.repeat(upTo(160))}${FORMS[upTo(FORMS.length)]?.(value) ?? ''}`).join(' | ') + ' .';
      const s = await new Simulation(settingsWith({ alerts: STANDARD_ALERTS }, { sensitive: ['secret'] })).filled();
      const told: string[] = [];
      s.deliver = (_route, alerts) => (told.push(...alerts.map((alert) => alert.text)), Promise.resolve('delivered'));
      const body = { title: said(), ...(upTo(2) === 0 && { detail: said() }), errors: [{ field: 'secret', detail: said() }] };
      s.master.intercept = ({ method }) => (method === 'PUT' ? answer(round % 2 === 0 ? 403 : 422, body) : undefined);
      await s.editAndSync({ secret });
      const kept = s.journal.entries.flatMap(({ fact }) => (fact.kind === 'finished' ? [fact.outcome.to === 'ERROR' ? fact.outcome.failure.message : '', ...textsIn(fact.outcome.to === 'VALIDATION_FAILED' && fact.outcome.issues), ...textsIn(fact.stages), ...fact.exchanges.flatMap((one) => (one.status === 403 || one.status === 422 ? textsIn(JSON.parse(one.body ?? '')) : []))] : []));
      const texts = [...kept, ...told, ...s.engine.ledger.model.alerts.map((alert) => alert.text), patternNow(s.record())?.text ?? ''];
      assert.ok(texts.some((one) => one.includes('[redacted]')), `round ${round}`);
      for (const form of new Set(FORMS.map((write) => write(value)))) {
        const open = texts.find((one) => shows(one.replaceAll('[redacted]', '\u0000'), form, value.length < 4));
        assert.equal(open, undefined, `round ${round}: ${JSON.stringify(form)}`);
      }
    }
  });
});
