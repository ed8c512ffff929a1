import * as vscode from 'vscode';

/** What a person answered to a step: a row, Back, or nothing (Esc). */
export type Answer<T> = T | 'back' | undefined;

/** A row of a step. */
export interface Row<T> extends vscode.QuickPickItem {
  readonly value?: T;
}

/** What a step looks like. */
export interface StepLook {
  readonly title: string;
  readonly step: number;
  readonly placeholder: string;
  readonly canGoBack: boolean;
}

const STEPS = 2;

/** One step of a quick pick: rows to choose from. A separator has no value. */
export function pickRow<T>(look: StepLook, rows: readonly Row<T>[], active?: Row<T>): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<Row<T>>();
  pick.placeholder = look.placeholder;
  pick.matchOnDescription = true;
  pick.items = rows;
  if (active) pick.activeItems = [active];
  return show(pick, look, (answer) => pick.onDidAccept(() => pick.activeItems[0]?.value !== undefined && answer(pick.activeItems[0].value)));
}

/** One step of a quick pick: a value to type. `judge` says what is wrong with it, or null. */
export function askText(look: StepLook, text: string, judge: (text: string) => string | vscode.InputBoxValidationMessage | null): Promise<Answer<{ readonly text: string }>> {
  const input = vscode.window.createInputBox();
  const check = (): void => void (input.validationMessage = judge(input.value) ?? '');
  input.prompt = look.placeholder;
  input.value = text;
  check();
  input.onDidChangeValue(check);
  return show(input, look, (answer) => input.onDidAccept(() => typeof judge(input.value) !== 'string' && answer({ text: input.value })));
}

function show<T>(input: vscode.QuickPick<Row<T>> | vscode.InputBox, { title, step, canGoBack }: StepLook, listen: (answer: (value: T) => void) => void): Promise<Answer<T>> {
  input.title = title;
  input.step = step;
  input.totalSteps = STEPS;
  input.ignoreFocusOut = true;
  input.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((resolve) => {
    const answer = (value: Answer<T>): void => {
      resolve(value);
      input.hide();
    };
    listen(answer);
    input.onDidTriggerButton((button) => button === vscode.QuickInputButtons.Back && answer('back'));
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}
