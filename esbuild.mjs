// Builds everything. Options: --production (minified, no source maps), --watch.
import { context } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
process.chdir(root);
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Files below a folder whose path ends so. */
const glob = (folder, end) =>
  !existsSync(folder) ? [] : readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`.split(sep).join('/')).filter((name) => name.endsWith(end));

/** The first line that makes a command of a file, unless the source has it. */
const shebang = (file) => (existsSync(file) && readFileSync(file, 'utf8').startsWith('#!') ? '' : '#!/usr/bin/env node\n');

/** `{ in, out }` of each entry, `out` without the extension. */
const tests = (ring) => glob(`test/${ring}`, '.test.ts').map((file) => ({ in: file, out: file.slice('test/'.length, -'.ts'.length) }));
const one = (file, out) => [{ in: file, out }];

const common = { bundle: true, outdir: 'dist', sourcemap: production ? false : 'linked', minify: production, metafile: true, logLevel: 'warning' };
const node = { ...common, platform: 'node', target: 'node20', format: 'esm', outExtension: { '.js': '.mjs' } };
const tool = { ...node, packages: 'external' };
/** For packages whose CommonJS build cannot be bundled (jsonc-parser). */
const mainFields = ['module', 'main'];
const require = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Of Mermaid's kinds of diagram and layout, what the pages draw with; the others become nothing. */
const onlyWhatIsDrawn = {
  name: 'onlyWhatIsDrawn',
  setup: (build) => {
    const isDrawn = /\/(flowDiagram|sequenceDiagram|stateDiagram-v2|dagre)-/;
    build.onResolve({ filter: /./ }, ({ kind, importer, path }) =>
      kind === 'dynamic-import' && importer.includes(join('node_modules', 'mermaid')) && !isDrawn.test(path) ? { path: 'unused', namespace: 'unused' } : undefined);
    build.onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: 'export {};' }));
  },
};

/** One bundle a line; what does not exist is left out. */
const bundles = {
  extension: { ...node, mainFields, format: 'cjs', outExtension: { '.js': '.cjs' }, external: ['vscode'], entryPoints: one('src/extension.ts', 'extension') },
  cli: { ...node, mainFields, banner: { js: shebang('src/cli/main.ts') + require }, entryPoints: one('src/cli/main.ts', 'reconcile') },
  webview: {
    ...common, platform: 'browser', target: 'es2022', format: 'esm', splitting: true, minify: true, outdir: 'dist/webview', chunkNames: 'chunks/[name]-[hash]', loader: { '.ttf': 'file', '.svg': 'text' }, tsconfig: 'src/webview/tsconfig.json', plugins: [onlyWhatIsDrawn],
    entryPoints: glob('src/webview', '/main.ts').filter((file) => file.split('/').length === 4).map((file) => ({ in: file, out: file.split('/')[2] })),
  },
  engineStandsAlone: { ...common, platform: 'neutral', format: 'esm', outdir: 'dist/check', outExtension: { '.js': '.mjs' }, entryPoints: one('src/engine/index.ts', 'engine') },
  start: { ...tool, entryPoints: one('src/sample/start.ts', 'start') },
  standin: { ...tool, entryPoints: one('src/sample/host/standin.ts', 'standin') },
  run: { ...tool, entryPoints: one('test/run.ts', 'test') },
  bench: { ...tool, entryPoints: one('test/bench/main.ts', 'bench') },
  nodeTests: {
    ...tool, splitting: true, minify: false, outdir: 'dist/test', chunkNames: 'chunks/[name]-[hash]',
    entryPoints: [...one('test/support/node.ts', 'node'), ...one('test/support/desktop.ts', 'desktop'), ...tests('engine'), ...tests('ui')],
  },
  editorTests: { ...tool, minify: false, format: 'cjs', outdir: 'dist/test', outExtension: { '.js': '.cjs' }, external: ['vscode'], entryPoints: [...one('test/editor/index.ts', 'editor/index'), ...tests('editor')] },
};

async function copyCodicons() {
  const from = join('node_modules', '@vscode', 'codicons', 'dist');
  await mkdir('dist/webview', { recursive: true });
  const names = ['codicon.css', 'codicon.ttf'];
  await Promise.all(names.map((name) => copyFile(join(from, name), join('dist', 'webview', name))));
  return names.map((name) => `dist/webview/${name}`);
}

/** Takes away what an earlier build left and this one did not write, so that a deleted test does not run on. */
async function prune(kept) {
  const folders = ['dist/test', 'dist/webview'].filter((folder) => existsSync(folder));
  const entries = await Promise.all(folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })));
  const files = entries.flat().filter((entry) => entry.isFile());
  const stale = files.map((entry) => relative('.', resolve(entry.parentPath, entry.name))).filter((file) => !kept.has(file.split(sep).join('/')));
  await Promise.all(stale.map((file) => rm(file, { force: true })));
}

const contexts = await Promise.all(
  Object.values(bundles).map(({ entryPoints, ...options }) => ({ ...options, entryPoints: entryPoints.filter((entry) => existsSync(entry.in)) })).filter((options) => options.entryPoints.length > 0).map((options) => context(options)),
);
if (watch) {
  await copyCodicons();
  await Promise.all(contexts.map((each) => each.watch()));
  console.log('Watching. Ctrl+C ends it.');
} else {
  const copied = await copyCodicons();
  const results = await Promise.allSettled(contexts.map((each) => each.rebuild()));
  await Promise.all(contexts.map((each) => each.dispose()));
  if (results.some((result) => result.status === 'rejected')) process.exitCode = 1;
  else await prune(new Set([...copied, ...results.flatMap((result) => Object.keys(result.value.metafile.outputs))]));
}
