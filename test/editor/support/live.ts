import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { RecordKey, SyncRecord } from '../../../src/engine/record';
import type { TestAccess } from '../../../src/editor/testAccess';
import type { Session } from '../../../src/node/session';
import { startSample, type Sample, type SampleOptions } from '../../../src/sample/master';
import { access, smallest, until, writeConfig } from '../workspace';

/** The extension in this window, synced with a sample master of its own. */
export interface Live extends TestAccess {
  readonly session: Session;
  readonly sample: Sample;
  /** Switches a fault on; see `POST /_control/faults`. */
  fault(fault: object): Promise<void>;
  /** Waits until a record is as the test says. */
  when(key: RecordKey, what: string, is: (record: SyncRecord) => boolean): Promise<SyncRecord>;
}

/** Points the workspace at a new sample; approved unless the test says otherwise. With approval, it is filled. */
export async function live(options: SampleOptions & { readonly approve?: boolean } = {}): Promise<Live> {
  const { approve = true, ...rest } = options;
  const sample = await startSample({ records: 25, ...rest, port: 0 });
  const parts = await access();
  await configure(parts, smallest(sample.url));
  const { session } = parts.source;
  assert.ok(session, 'a session is open');
  const result: Live = {
    ...parts, session, sample,
    async fault(fault) {
      const answer = await fetch(`${sample.url}/_control/faults`, { method: 'POST', body: JSON.stringify(fault) });
      assert.equal(answer.status, 201);
    },
    when: (key, what, is) => until(`${key} ${what}`, () => {
      const record = session.model.records.get(key);
      return record && is(record) ? record : undefined;
    }),
  };
  if (approve) {
    assert.ok(parts.config.settings && (await parts.approval.give(parts.config.settings)));
    await until('the first fill', () => (session.model.records.size >= (rest.records ?? 25) ? true : undefined));
  }
  return result;
}

/** Writes the workspace's configuration and waits until it counts. */
export async function configure({ config, source }: TestAccess, text: string): Promise<void> {
  await source.start();
  await writeConfig(text);
  await config.load();
  await source.align();
}

/** Replaces a part of an open document. */
export async function replace(document: vscode.TextDocument, from: string | RegExp, to: string): Promise<void> {
  const text = document.getText();
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(0), document.positionAt(text.length)), text.replace(from, to));
  assert.notEqual(text.replace(from, to), text, 'the edit changes something');
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Closes every editor, what is unsaved included. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((each) => each.isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
