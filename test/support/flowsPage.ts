import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../src/sample/host/project';
import type { Snapshot, ToEditor } from '../../src/protocol/flows';
import { openPageAlone, ORIGIN, type PageAlone } from './pageAlone';

/** The page *Flows* alone in a browser. */
export interface FlowsPage extends PageAlone<ToEditor> {
  /** Posts a snapshot and waits until the page shows its flow. */
  show(snapshot: Snapshot): Promise<void>;
  /** Address of Mermaid as the page loads it, to import in the page. */
  readonly mermaid: string;
}

export async function openFlowsPage(size?: { width: number; height: number }): Promise<FlowsPage> {
  const alone = await openPageAlone<ToEditor>('flows', size);
  const chunk = (await readdir(join(projectRoot, 'dist', 'webview', 'chunks'))).find((name) => /^mermaid\.core-.*\.js$/.test(name));
  return {
    ...alone, mermaid: `${ORIGIN}/chunks/${chunk ?? ''}`,
    async show(snapshot) {
      await alone.post(snapshot);
      const drawn = alone.page.locator(`.stage > svg[data-flow="${snapshot.flow.name}"]`);
      await alone.page.locator(`.rail [aria-selected=true] .number`, { hasText: new RegExp(`^${snapshot.flow.number}$`) }).waitFor();
      await drawn.or(alone.page.locator('.note .codicon-warning')).first().waitFor({ timeout: 10_000 });
    },
  };
}
