import { snapshotOf, type Sources } from '../../src/editor/flows/snapshot';
import { Model, type Change } from '../../src/engine/model';
import { STANDARD_RETRY } from '../../src/engine/settings';
import { FLOW_NAMES } from '../../src/flows/flow';
import { flowsOf } from '../../src/flows/flows';
import { stepsOf } from '../../src/flows/history';
import { Replay } from '../../src/flows/replay';
import { Traffic } from '../../src/flows/traffic';
import { settingsWith } from '../support/simulated';
import { logOf } from './metrics';
import { timed, type Run } from './run';

/** What the Flows page does on a log of so many entries about so many records: it counts the log once, and after each change it makes a snapshot of the flow that is looked at. */
export function flowsWork(entries: number, records: number): { count: () => Promise<Run>; change: () => Promise<Run> } {
  const now = Date.now();
  const log = [...logOf(entries, records, now)].map((entry, i) => ({ seq: i + 1, entry }));
  const model = new Model();
  const changes: Change[] = log.map(({ entry }) => model.apply(entry));
  const counted = (): Traffic => {
    const traffic = new Traffic(flowsOf(STANDARD_RETRY));
    const replay = new Replay(true);
    for (const { seq, entry } of log) traffic.take(seq, replay.take(entry));
    return traffic;
  };
  const traffic = counted();
  const key = 'accounts/5';
  const sources: Sources = {
    world: { model, settings: settingsWith(), plan: [], now }, now, traffic, reading: null, momentText: '', notice: null, action: '', canPull: false,
    followed: { key, name: 'Adatum', steps: stepsOf(key, log) },
  };
  const last = changes.at(-1);
  return {
    count: () => timed(entries, async () => void counted()),
    change: () =>
      timed(FLOW_NAMES.length, async () => {
        for (const flow of FLOW_NAMES) {
          if (last) traffic.take(traffic.length + 1, last);
          snapshotOf(sources, { flow, window: 'day', job: null, position: null });
        }
      }),
  };
}
