import * as vscode from 'vscode';
import type { Status } from '../../engine/status';
import { STATUS_LOOK } from '../../protocol/statusLook';

/** Letter beside a file's name; '' for what is at rest. */
export const BADGES: Readonly<Record<Status, string>> = {
  VERSION_CONFLICT: 'C',
  DEAD_LETTER: 'D',
  VALIDATION_FAILED: 'V',
  ERROR: 'E',
  RETRY_PENDING: 'R',
  PROCESSING: 'S',
  PENDING: 'P',
  SKIPPED: '',
  SYNCED: '',
};

/** The theme colour of a status. */
export const statusColor = (status: Status): vscode.ThemeColor => new vscode.ThemeColor(STATUS_LOOK[status].color);

/** The icon of a status in its colour. */
export const statusIcon = (status: Status): vscode.ThemeIcon => new vscode.ThemeIcon(STATUS_LOOK[status].icon, statusColor(status));
