// `npm start` and `npm test` on a fresh clone: installs when something is missing, builds, and runs what was built.
// Plain Node, for nothing is installed yet.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [command, ...args] = process.argv.slice(2);
const parent = process.ppid;

const fail = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node ${process.versions.node} is too old: this project needs Node 20.19 or newer.`);
}

/** True when every package that the lock file demands is there in its version. */
function isInstalled() {
  const packages = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  const wanted = packages('package-lock.json');
  try {
    const present = packages('node_modules/.package-lock.json');
    return Object.entries(wanted).every(([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Runs a child quietly, its words kept for the case that it fails; a signal ends it with us. */
function run(what, file, childArgs, shell = false) {
  return new Promise((done) => {
    const child = spawn(file, childArgs, { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    const stop = (signal) => {
      child.kill(signal);
      process.exit(1);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.once(signal, stop);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (words += data));
    child.on('error', (error) => fail(`${what} failed: ${error.message}`));
    child.on('close', (code, signal) => {
      if (code !== 0) fail(`${words.trim()}\n\n${what} failed (${signal ?? `exit ${code}`}).`);
      for (const each of signals) process.off(each, stop);
      done(words.trim());
    });
  });
}

function install() {
  console.log('Installing packages …');
  const npm = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? run('npm ci', process.execPath, [cli, ...npm]) : run('npm ci', 'npm', npm, process.platform === 'win32');
}

if (command !== 'start' && command !== 'test') fail('Usage: node src/sample/bootstrap.mjs start|test [options]');
checkNode();
if (!isInstalled()) await install();
console.log('Building …');
const warnings = await run('The build', process.execPath, ['esbuild.mjs']);
if (warnings) console.log(warnings);
if (process.ppid !== parent) process.exit(1); // npm was ended meanwhile; from here on what was built watches for that
const built = join(root, 'dist', `${command}.mjs`);
process.argv = [process.execPath, built, ...args];
await import(pathToFileURL(built).href);
