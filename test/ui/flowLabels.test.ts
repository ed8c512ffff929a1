import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { decision, edge, flow, implied, logged, participant, reply, step, store, terminal, type Flow } from '../../src/flows/flow';
import { drawingOf } from '../../src/flows/drawing';
import { mermaidOf } from '../../src/flows/mermaid';
import { flows, snapshotOf, viewOf } from '../support/flowViews';
import { openFlowsPage, type FlowsPage } from '../support/flowsPage';

/** What Mermaid, Markdown, HTML or CSS would interpret, and what breaks text. */
const NASTY = [
  '"', "'", '`', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<a href="https://evil.test">log in</a>', '<br/>', '</foreignObject>', '%%{init: {"theme":"dark"}}%%', '%% x', 'click n_0 href "https://evil.test"',
  'javascript:alert(1)', '\n', '\r\n', '\t', 'end', 'subgraph', ';', ':::', 'classDef x fill:red', '#quot;', '#35;', '&lt;', '&#60;', '#', '--> B', '-.->', '|', '[', ']', '{', '}', '(', ')', '{{', '}}', '[(', '>', '<', '\\', '\\n', '$$x^2$$',
  '**b**', '_i_', '~~s~~', '1. x', '- x', 'ﬂ°35¶ß', '@{ shape: rect }', 'fa:fa-car', '🧨', '👩‍👩‍👧', 'é', 'e\u0301', '中文', 'שלום', '\u202e', '\ud800', '\udfff', '\u0000', '\u0007', '\u0085', '\u009f', '\u200b', '\ufeff', '---', '===', 'style n_0 fill:red', 'participant x', 'Note over x: y', 'alt', 'loop', 'autonumber', ':', ',', '+', '-', 'https://evil.test',
];
const label = fc.array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 6 }), fc.string({ maxLength: 6 })), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const labels = (count: number, seed: number): readonly string[] => fc.sample(label, { numRuns: count, seed });

const SHAPES = [step, terminal, decision, store];
const IDS = Array.from({ length: 30 }, (_, i) => `a${i}`);
const nextOf = (i: number): string => IDS[(i + 1) % IDS.length] ?? '';

/** A flow whose labels are all from data. (Titles of frames never are: Mermaid breaks them into lines without regard to entities.) */
function hostile(kind: 'flowchart' | 'sequence', seed: number): Flow {
  const texts = labels(100, seed);
  const text = (i: number): string => texts[i] ?? '';
  const edges = Object.fromEntries(IDS.map((id, i) => [id, (i % 2 ? reply : edge)(kind === 'sequence' ? (IDS[i % 4] ?? '') : id, kind === 'sequence' ? (IDS[(i + 1) % 4] ?? '') : nextOf(i), text(i))]));
  const nodes = Object.fromEntries(IDS.slice(0, kind === 'sequence' ? 4 : 30).map((id, i) => [id, kind === 'sequence' ? participant(text(30 + i)) : (SHAPES[i % 4] ?? step)(text(30 + i), i % 3 === 0 ? 'g' : undefined)]));
  const lines = [{ note: text(60), over: ['a0', 'a1'] }, ...IDS.slice(0, 15), { frame: 'alt' as const, branches: [{ label: 'one', lines: IDS.slice(15, 20) }, { label: 'other', lines: IDS.slice(20) }] }];
  return flow<string>({ name: kind === 'flowchart' ? 'error-handling' : 'overall-sync', number: kind === 'flowchart' ? 3 : 1, title: 'x', kind, nodes, edges, groups: kind === 'flowchart' ? { g: { label: text(63) } } : {}, lines: kind === 'sequence' ? lines : [], trace: () => [] });
}

/** The lines of a label, as they are shown. */
const linesOf = (text: string): readonly string[] => text.slice(0, 200).split('\n').map(folded).filter((line) => line !== '');

/** A text as a browser shows it: well-formed, without control characters, with white space folded; ﬂ is a sign of Mermaid's own. */
const folded = (text: string): string => text.replace(/\p{Cc}/gu, ' ').replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('ﬂ', 'fl').replaceAll('\u200b', '').replace(/\s+/g, ' ').trim();

/** What Mermaid makes of a text: its labels, the elements that are there, and what attributes they have that run or load something. Runs in the page. */
const INSPECT = `async ([address, text, id]) => {
  const { default: mermaid } = await import(address);
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', layout: 'dagre', htmlLabels: true });
  const { svg } = await mermaid.render(id, text);
  const drawn = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  for (const line of drawn.querySelectorAll('br')) line.replaceWith('\\n');
  const texts = [...drawn.querySelectorAll('foreignObject, text.messageText, text.noteText, text.actor, text.loopText, text.sectionTitle')].flatMap((element) => element.textContent.split('\\n'));
  const all = [...drawn.querySelectorAll('*')];
  return { texts, elements: [...new Set(all.map((element) => element.localName))], attributes: all.flatMap((element) => element.getAttributeNames().filter((name) => /^on|href$|^src$/.test(name) && !element.getAttribute(name).startsWith('#'))) };
}`;

describe('Labels from data (reliability.md 3.1)', () => {
  let flowsPage: FlowsPage;
  before(async () => {
    flowsPage = await openFlowsPage();
  });
  after(() => flowsPage?.close());

  const inspect = (text: string, id: string): Promise<{ texts: string[]; elements: string[]; attributes: string[] }> =>
    flowsPage.page.evaluate(`(${INSPECT})(${JSON.stringify([flowsPage.mermaid, text, id])})`);

  it('come out of Mermaid as they went in, and make no element of their own', async () => {
    for (const [i, kind] of (['flowchart', 'sequence', 'flowchart', 'sequence'] as const).entries()) {
      const it = hostile(kind, i + 1);
      const { texts: drawn, elements, attributes } = await inspect(mermaidOf(it), `hostile${i}`);
      const shown = new Set(drawn.map(folded));
      const notes = it.lines.flatMap((line) => (typeof line === 'object' && 'note' in line ? [line.note] : []));
      const texts = [...Object.values(it.nodes), ...Object.values(it.edges), ...Object.values(it.groups)].map((part) => part.label);
      for (const line of [...texts, ...notes].flatMap(linesOf)) assert.ok(shown.has(line), JSON.stringify(line));
      assert.deepEqual(elements.filter((name) => ['a', 'img', 'image', 'script', 'iframe', 'object', 'form', 'input'].includes(name)), []);
      assert.deepEqual(attributes, []);
    }
  });

  it('stand on a marked path as well, as values', async () => {
    const it = hostile('flowchart', 7);
    const path = labels(30, 8).map((value, i) => ({ ...(i % 2 ? implied : logged)(IDS[i] ?? '', value), at: 0, seq: i }));
    const { texts } = await inspect(mermaidOf({ ...it, edges: Object.fromEntries(Object.entries(it.edges).map(([id, one]) => [id, { ...one, label: '' }])) }, path), 'path');
    const shown = new Set(texts.map(folded));
    for (const line of path.flatMap(({ value }) => linesOf(value ?? ''))) assert.ok(shown.has(line), JSON.stringify(line));
  });

  it('stand on the page to the letter, in text and nothing else, and reach no address', async () => {
    for (const [i, kind] of (['flowchart', 'sequence'] as const).entries()) {
      const it = hostile(kind, i + 20);
      const values = labels(30, i + 30);
      const view = viewOf(it);
      await flowsPage.show(snapshotOf({ ...view, edges: view.edges.map((one, j) => ({ ...one, basis: 'logged', count: null, value: values[j] ?? '' })), nodes: view.nodes.map((node) => ({ ...node, hint: node.label })) }));
      assert.equal(await flowsPage.page.locator('.note .codicon-warning').count(), 0, 'it is drawn');
      const drawn = await flowsPage.page.evaluate<{ elements: string[]; nodes: string[]; edges: string[] }>(`(() => { const svg = document.querySelector('.stage > svg'); return {
        elements: [...new Set([...svg.querySelectorAll('*')].map((element) => element.localName))],
        nodes: [...svg.querySelectorAll('.node')].map((node) => [...node.querySelectorAll('.name, .words')].map((line) => line.textContent).join(' ')),
        edges: [...svg.querySelectorAll('.edge-label')].map((edge) => edge.getAttribute('aria-label')) }; })()`);
      const allowed = ['circle', 'defs', 'foreignObject', 'g', 'line', 'marker', 'path', 'polygon', 'rect', 'span', 'title'];
      assert.deepEqual(drawn.elements.filter((name) => !allowed.includes(name)), []);
      const nodes = new Set(drawn.nodes.map(folded));
      for (const node of view.nodes) assert.ok(nodes.has(folded(node.label)), JSON.stringify(node.label));
      view.edges.forEach((one, j) => assert.ok(drawn.edges.some((text) => folded(text).includes(folded(one.label)) && folded(text).includes(folded(values[j] ?? ''))), JSON.stringify(one.label)));
    }
    assert.deepEqual(flowsPage.requests.filter((url) => url.includes('://')), []);
    assert.deepEqual(flowsPage.complaints.filter((text) => text.includes('Content Security Policy')), []);
  });
});

describe('The ten flows', () => {
  let flowsPage: FlowsPage;
  before(async () => {
    flowsPage = await openFlowsPage();
  });
  after(() => flowsPage?.close());

  it('are Mermaid, as text and as drawing', async () => {
    const texts = flows.flatMap((each) => [mermaidOf(each), drawingOf(each, { figures: Object.fromEntries(Object.keys(each.nodes).map((id) => [id, '000,000'])) })]);
    const kinds = await flowsPage.page.evaluate<string[]>(`(async () => { const { default: mermaid } = await import(${JSON.stringify(flowsPage.mermaid)}); const kinds = []; for (const text of ${JSON.stringify(texts)}) kinds.push((await mermaid.parse(text)).diagramType); return kinds; })()`);
    assert.deepEqual([...new Set(kinds)].sort(), ['flowchart-v2', 'sequence', 'stateDiagram']);
    assert.equal(kinds.length, 20);
  });
});
