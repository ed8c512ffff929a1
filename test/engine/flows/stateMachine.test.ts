import { strict as assert } from 'node:assert';
import { EDGES, transition } from '../../../src/engine/machine';
import { STATUSES } from '../../../src/engine/status';
import { STANDARD_RETRY } from '../../../src/engine/settings';
import { flowOf } from '../../../src/flows/flows';
import { mermaidOf } from '../../../src/flows/mermaid';
import { stateMachineDrawing } from '../../../src/flows/stateMachine';

const flow = flowOf('state-machine', STANDARD_RETRY);
const stateMachineMermaid = ({ path = [] }: { path?: readonly number[] } = {}): string =>
  mermaidOf(flow, path.map((index) => ({ edge: Object.keys(flow.edges)[index] ?? '', basis: 'logged', at: 0, seq: 0 })));

/** D2 as the product prints it. */
const GOLDEN = `stateDiagram-v2
    [*] --> PENDING: User saves record
    PENDING --> PROCESSING: Job starts execution
    PENDING --> ERROR: Job fails to start
    PROCESSING --> SYNCED: Success
    PROCESSING --> ERROR: API error (retryable)
    PROCESSING --> VALIDATION_FAILED: Bad data
    PROCESSING --> VERSION_CONFLICT: Stale version
    PROCESSING --> SKIPPED: Already synced
    ERROR --> RETRY_PENDING: Auto-retry scheduled
    RETRY_PENDING --> PROCESSING: Retry attempt
    ERROR --> DEAD_LETTER: Max retries exceeded
    VALIDATION_FAILED --> PENDING: Manual correction
    VERSION_CONFLICT --> PENDING: Conflict resolved
    SYNCED --> [*]
    DEAD_LETTER --> [*]
    SKIPPED --> [*]
    note right of SYNCED
        Final success state
        ExternalVersion updated
    end note
    note right of ERROR
        Transient failures
        Network, timeout, 5xx
    end note
    note right of VALIDATION_FAILED
        Permanent failures
        Bad data, missing fields
    end note
`;

/** The transitions of a Mermaid text, read back. */
const read = (text: string): { from: string; to: string; label: string }[] =>
  [...text.matchAll(/^\s*(\S+) --> ([^:\s]+)(?:: (.*))?$/gm)].map(([, from = '', to = '', label = '']) => ({ from, to, label }));

describe('The state machine as Mermaid (D2)', () => {
  it('is the golden text', () => {
    assert.equal(stateMachineMermaid(), GOLDEN);
  });

  it('has nine states and sixteen transitions, those of the table and no others', () => {
    for (const text of [stateMachineMermaid(), stateMachineDrawing()]) {
      const edges = read(text);
      assert.equal(edges.length, 16);
      assert.deepEqual(edges.map(({ from, to }) => [from, to]), EDGES.map(({ from, to }) => [from, to]));
      assert.deepEqual([...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort(), [...STATUSES, '[*]'].sort());
    }
  });

  it('leaves room in the drawing for a count in each state and on each edge', () => {
    const text = stateMachineDrawing();
    assert.deepEqual([...text.matchAll(/state "(\w+)<br\/>000,000 000" as (\w+)/g)].map(([, label, id]) => [label, id]), STATUSES.map((status) => [status, status]));
    assert.deepEqual(read(text).map(({ label }) => label), EDGES.map(({ short }) => (short === '' ? '00,000' : `${short}<br/>00,000`)));
  });

  it('marks the way of a record and fills the state where it stands', () => {
    const path = [transition('[*]', 'PENDING'), transition('PENDING', 'PROCESSING'), transition('PROCESSING', 'ERROR'), transition('ERROR', 'RETRY_PENDING')];
    assert.equal(
      stateMachineMermaid({ path }).slice(GOLDEN.length),
      `    %% [*] → PENDING → PROCESSING → ERROR → RETRY_PENDING
    classDef path stroke:#0078d4,stroke-width:2px
    classDef here fill:#0078d4,stroke:#0078d4,color:#ffffff
    class PENDING,PROCESSING,ERROR,RETRY_PENDING path
    class RETRY_PENDING here
`,
    );
  });

  it('leaves a record whose job has ended in its last state', () => {
    const path = [transition('[*]', 'PENDING'), transition('PENDING', 'PROCESSING'), transition('PROCESSING', 'SYNCED'), transition('SYNCED', '[*]')];
    assert.match(stateMachineMermaid({ path }), /^ {4}class SYNCED here$/m);
  });

  it('marks nothing without a way', () => {
    assert.equal(stateMachineMermaid({ path: [] }), GOLDEN);
  });
});
