import tseslint from 'typescript-eslint';

/** Who may import whom (src/README.md); the engine sees nothing but itself. */
const parts = ['engine', 'flows', 'node', 'editor', 'protocol', 'webview', 'cli', 'sample'];
const mayImport = {
  engine: [],
  flows: ['engine'],
  protocol: ['engine', 'flows'],
  node: ['engine'],
  sample: ['engine'],
  cli: ['engine', 'flows', 'node', 'sample'],
  webview: ['protocol'],
  editor: ['engine', 'flows', 'protocol', 'node'],
};

const border = (part) => {
  const foreign = parts.filter((p) => p !== part && !mayImport[part].includes(p));
  const patterns = [{ group: foreign.flatMap((p) => [`../${p}/*`, `../../${p}/*`, `../${p}`, `../../${p}`]), message: `${part} may not import this part (src/README.md).` }];
  if (part !== 'editor') patterns.push({ group: ['vscode'], message: 'Only the editor part may use vscode.' });
  if (part === 'engine') patterns.push({ group: ['node:*', 'fs', 'path', 'crypto', 'http', 'lowdb*', 'node-fetch'], message: 'The engine asks for its world through ports.' });
  return { files: [`src/${part}/**/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } };
};

export default tseslint.config(
  { ignores: ['dist/', '.vscode-test/', 'node_modules/'] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './src/webview/tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', { selector: "AssignmentExpression[left.property.name='innerHTML']", message: 'Use textContent; the one drawing goes through webview/shared/svg.' }],
    },
  },
  ...parts.map(border),
  {
    files: ['src/engine/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'Date', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'crypto', 'performance', 'process', 'Buffer', 'console', 'document', 'window'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Use the Random port.' }, { object: 'globalThis', property: 'Date' }],
    },
  },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-unused-expressions': 'off' } },
);
