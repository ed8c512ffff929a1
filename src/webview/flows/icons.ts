import bracketError from '@vscode/codicons/src/icons/bracket-error.svg';
import circleLarge from '@vscode/codicons/src/icons/circle-large.svg';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg';
import debugPause from '@vscode/codicons/src/icons/debug-pause.svg';
import debugStepOver from '@vscode/codicons/src/icons/debug-step-over.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import gitMerge from '@vscode/codicons/src/icons/git-merge.svg';
import history from '@vscode/codicons/src/icons/history.svg';
import pass from '@vscode/codicons/src/icons/pass.svg';
import sync from '@vscode/codicons/src/icons/sync.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';

const SOURCES: Readonly<Record<string, string>> = {
  'bracket-error': bracketError, 'circle-large-outline': circleLarge, 'circle-slash': circleSlash, 'debug-pause': debugPause, 'debug-step-over': debugStepOver,
  error, 'git-merge': gitMerge, history, pass, sync, warning,
};

/** The outline of a codicon of the drawings, 16 × 16: a picture has no icon font. '' for any other. */
export const outline = (name: string): string => [...(SOURCES[name] ?? '').matchAll(/ d="([^"]*)"/g)].map(([, d]) => d).join('');
