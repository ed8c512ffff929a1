/** One thing that is wrong in the configuration file, at its place. For diagnostics: `message` may quote the file, so it goes into no notification. */
export interface ConfigProblem {
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** UTF-16 code units from the start of the text. */
  readonly offset: number;
  readonly length: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** Where in the value, as in `resources.accounts.rules[0].min`; '' for the whole file. */
  readonly path: string;
}

type Found = Omit<ConfigProblem, 'line' | 'column'>;

/** Collects what one reading of the file finds wrong. */
export class ProblemList {
  readonly #found: Found[] = [];
  /** The text is not JSON: what seems to be missing may stand in the broken part. */
  hasSyntaxErrors = false;

  get hasErrors(): boolean {
    return this.#found.some((problem) => problem.severity === 'error');
  }

  add(severity: ConfigProblem['severity'], { offset, length }: { offset: number; length: number }, path: string, message: string): void {
    this.#found.push({ message, severity, offset, length, path });
  }

  /** Everything found in `text`, in the order of the text. */
  inOrder(text: string): ConfigProblem[] {
    const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
    let line = 0;
    return this.#found
      .sort((a, b) => a.offset - b.offset)
      .map((problem) => {
        while ((starts[line + 1] ?? Infinity) <= problem.offset) line++;
        const length = Math.min(problem.length, text.length - problem.offset); // the parser points past an end that it misses
        return { ...problem, length, line: line + 1, column: problem.offset - (starts[line] ?? 0) + 1 };
      });
  }
}
