import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STANDARD_RETRY } from '../../../src/engine/settings';
import { FLOW_NAMES, type Line } from '../../../src/flows/flow';
import { flowOf, flowsOf } from '../../../src/flows/flows';
import { mermaidOf } from '../../../src/flows/mermaid';
import { projectRoot } from '../../../src/sample/host/project';

const flows = flowsOf(STANDARD_RETRY);
const originals = [...readFileSync(join(projectRoot, 'test/support/diagrams.md'), 'utf8').matchAll(/```mermaid\n(.*?)```/gs)].map(([, text = '']) => text);

/** The arrows of a Mermaid text, in their order; `isDashed`: an answer, or drawn dashed. */
function arrows(text: string): { from: string; to: string; isDashed: boolean; label: string }[] {
  const message = /^\s*([\w ]+?)\s*(-?->>)\s*([\w ]+?): (.*)$/;
  const arrow = /^\s*(\w+|\[\*\])(?:[[({].*[\])}])?\s*(-->|-\.->)(?:\|(.*?)\|)?\s*(\w+|\[\*\])/;
  return text.split('\n').flatMap((line) => {
    const said = message.exec(line);
    if (said) return [{ from: said[1] ?? '', to: said[3] ?? '', isDashed: said[2] === '-->>', label: said[4] ?? '' }];
    const drawn = arrow.exec(line);
    return drawn && !/^\s*(Note|participant|style|state)\b/.test(line) ? [{ from: drawn[1] ?? '', to: drawn[4] ?? '', isDashed: drawn[2] === '-.->', label: drawn[3] ?? '' }] : [];
  });
}

const idsIn = (lines: readonly Line[]): string[] => lines.flatMap((line) => (typeof line === 'string' ? [line] : 'note' in line ? [] : line.branches.flatMap((branch) => idsIn(branch.lines))));

/** Notes, frames and branches, by kind. */
const framework = (text: string): string[] => [...text.matchAll(/^\s*(Note over|Note right of|note right of|alt|else|loop|end|autonumber|subgraph)\b/gm)].map(([, word = '']) => word.toLowerCase());

describe('The ten flows as data', () => {
  it('are ten, in the order of the diagrams', () => {
    assert.deepEqual(flows.map(({ name }) => name), FLOW_NAMES);
    assert.deepEqual(flows.map(({ number }) => number), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual(flows.map(({ edges }) => Object.keys(edges).length), [23, 16, 30, 26, 15, 13, 10, 25, 24, 22]);
  });

  for (const [i, flow] of flows.entries()) {
    it(`D${flow.number} ${flow.title}: node for node and edge for edge the diagram`, () => {
      const wanted = arrows(originals[i] ?? '');
      const text = mermaidOf(flow);
      const got = arrows(text);
      assert.equal(got.length, wanted.length);
      const names = new Map<string, string>();
      const back = new Map<string, string>();
      wanted.forEach((arrow, n) => {
        const ours = got[n];
        for (const [theirs, own] of [[arrow.from, ours?.from ?? ''], [arrow.to, ours?.to ?? '']] as const) {
          assert.equal(names.get(theirs) ?? own, own, `arrow ${n + 1}: ${theirs}`);
          assert.equal(back.get(own) ?? theirs, theirs, `arrow ${n + 1}: ${own}`);
          names.set(theirs, own);
          back.set(own, theirs);
        }
        assert.equal(ours?.isDashed, arrow.isDashed, `arrow ${n + 1}, ${arrow.label}`);
        assert.equal((ours?.label ?? '') === '', arrow.label === '', `arrow ${n + 1}, ${arrow.label}`);
      });
      assert.deepEqual(framework(text), framework(originals[i] ?? ''));
      assert.equal(names.size, Object.keys(flow.nodes).length, 'nodes');
    });

    it(`D${flow.number} ${flow.title}: every arrow meets boxes that are there, and every message is told once`, () => {
      for (const { from, to } of Object.values(flow.edges)) assert.ok(flow.nodes[from] && flow.nodes[to], `${from} ${to}`);
      if (flow.kind === 'sequence') assert.deepEqual(idsIn(flow.lines), Object.keys(flow.edges));
      for (const { group } of Object.values(flow.nodes)) assert.ok(group === undefined || flow.groups[group], group);
    });
  }

  it('D8 has as many rungs as retries are configured, with their waits', () => {
    const text = mermaidOf(flowOf('backoff', { ...STANDARD_RETRY, retries: 2, factor: 3 }));
    assert.match(text, /Retry 1<br\/>wait 3 s/);
    assert.match(text, /Retry 2<br\/>wait 9 s/);
    assert.doesNotMatch(text, /Retry 3/);
    assert.match(text, /\|"2\+"\|/);
    assert.match(mermaidOf(flowOf('backoff', STANDARD_RETRY)), /Retry 1<br\/>wait 5 s[^]*Retry 2<br\/>wait 25 s[^]*Retry 3<br\/>wait 125 s/);
  });

  it('say in words of this product alone what they draw', () => {
    for (const flow of flows) assert.doesNotMatch(mermaidOf(flow) + flow.differences.join(' '), /salesforce|apex|queueable|lightning|__c\b|\bDB\b/i, flow.title);
  });
});
