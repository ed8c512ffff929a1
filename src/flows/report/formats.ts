import { reportCsv } from './csv';
import { reportHtml } from './html';
import { reportMarkdown } from './markdown';
import { reportJson, type Report } from './report';

/** The writers of a report, by the ending of the file's name. */
export const REPORT_FORMATS: ReadonlyMap<string, (report: Report) => string> = new Map([
  ['.md', reportMarkdown],
  ['.json', reportJson],
  ['.csv', reportCsv],
  ['.html', reportHtml],
]);
