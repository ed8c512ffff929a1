import type { Json, JsonObject } from '../../../src/engine/json';

/** A configuration with one part replaced: of the master, of the resource `accounts`, of the whole. */
export const config = (master: JsonObject = {}, accounts: JsonObject = {}, whole: JsonObject = {}): JsonObject => ({
  master: { baseUrl: 'https://api.example.com', ...master },
  resources: { accounts: { path: '/accounts', ...accounts } },
  ...whole,
});

export const SMALLEST: JsonObject = { master: { baseUrl: 'http://127.0.0.1:4010' }, resources: { accounts: { path: '/accounts' } } };

const resource = (accounts: JsonObject): JsonObject => config({}, accounts);
const whole = (part: JsonObject): JsonObject => config({}, {}, part);

/** What decoder and editor schema both take, by name. */
export const LEGAL: readonly (readonly [string, JsonObject])[] = [
  ['the smallest file', SMALLEST],
  ['$schema', whole({ $schema: './x.json' })],
  ...['https://api.example.com/', 'HTTPS://api.example.com/v1//', 'http://localhost:1', 'http://[::1]:8080/a', 'https://bücher.example'].map((baseUrl) => [`baseUrl ${baseUrl}`, config({ baseUrl })] as const),
  ...(['none', 'bearer', 'basic', { header: 'X-Api-Key' }, { header: 'Authorization' }] as const).map((auth) => [`auth ${JSON.stringify(auth)}`, config({ auth })] as const),
  ['headers', config({ headers: { 'X-Tenant': 'ä', Accept: 'application/json', 'X-Empty': '' } })],
  ...(['version', 'hash', { field: 'v' }, { field: 'at', order: 'time' }, { field: 'rev', order: 'opaque' }, { header: 'ETag' }] as const).map((version) => [`version ${JSON.stringify(version)}`, resource({ version })] as const),
  ...(['if-match', 'read-first', { body: 'version' }, { query: 'version' }] as const).map((precondition) => [`precondition ${JSON.stringify(precondition)}`, resource({ precondition })] as const),
  ...(['checksum', false, { field: 'sum' }, { field: 'sum', encoding: 'base64', prefix: 'sha256-' }, { field: 'sum', prefix: '' }] as const).map((checksum) => [`checksum ${JSON.stringify(checksum)}`, resource({ checksum })] as const),
  ...(
    [
      { style: 'single' },
      { style: 'link', items: '/a~1b/~0' },
      { style: 'next', items: '/data', next: '/next' },
      { style: 'cursor', items: '', cursor: '/meta/cursor', parameter: 'cursor' },
      { style: 'page', parameter: 'page', sizeParameter: 'per_page' },
      { style: 'page', parameter: 'page', size: 10_000, sizeParameter: 'per_page' },
    ] as const
  ).map((list) => [`list ${JSON.stringify(list)}`, resource({ list })] as const),
  ['schema', resource({ schema: { type: 'object', required: ['name'], 'x-note': 1, properties: { name: { $ref: '#/$defs/text' } }, $defs: { text: { type: 'string', pattern: '^\\w+$' } } } })],
  ['rules', resource({ rules: [{ field: 'status', oneOf: ['active', null] }, { field: 'amount', min: -1.5, max: 1e9 }] })],
  ['lists of fields', resource({ serverOwned: ['updatedAt'], sensitive: ['ssn'], id: 'key', update: 'PATCH' })],
  ...['/a/b', '/accounts/', '/größe', '/v1.0/..x'].map((path) => [`path ${path}`, resource({ path })] as const),
  ['least numbers', whole({ sync: { concurrency: 1 }, timeouts: { connect: 1, headers: 1, body: 1, total: 5 }, retry: { retries: 0, base: 0.001, factor: 1, cap: 0.001 } })],
  ['largest numbers', whole({ sync: { concurrency: 64 }, timeouts: { connect: 60, headers: 300, body: 300, total: 600 }, retry: { retries: 10, base: 900, factor: 100, cap: 900 } })],
  ['schedules', whole({ schedules: { sweep: false, anomalies: '30 * * * *', reconciliation: '0 3 1 * *' }, audit: { rate: 0.5 }, log: { bodyLimitKiB: 0 } })],
  ['compared fields', resource({ compare: ['name', 'email'] })],
  ['words', whole({ sync: { mode: 'manual', readOnly: true }, retry: { jitter: 'full' }, conflicts: { concurrentEdit: 'conflict', autoMerge: 'disjoint' } })],
  ['alerts', whole({ alerts: { levels: { error: 'off', deadLetter: 'warning' }, successRate: 0.5, pending: 1, stall: 10_080, repeat: 1.5, quiet: { from: '22:00', to: '07:30' }, routes: { webhook: [], email: ['critical', 'report'] } } })],
  ['keys of lists', resource({ listKeys: { '/contacts': 'id', '/contacts/*/phones': 'no', '/a~1b/~0': 'x' } })],
  ['signs of a conflict', resource({ conflictSigns: [{ status: 400, pointer: '/code', equals: 'STALE' }, { status: 599, pointer: '', equals: null }] })],
];

/** A configuration with one mistake: where it is, what stands there in the file, and what is said. */
export interface Mistake {
  readonly name: string;
  readonly config: Json;
  readonly path: string;
  readonly at: string;
  readonly says: RegExp;
  /** The editor's schema cannot express this rule. */
  readonly onlyDecoder?: true;
}

const ACCOUNTS = 'resources.accounts';
const text = (value: Json): string => JSON.stringify(value);

const wrong = (name: string, config: Json, path: string, value: Json, says: RegExp): Mistake => ({ name, config, path, at: text(value), says });
const beyond = (mistake: Mistake): Mistake => ({ ...mistake, onlyDecoder: true });

const baseUrl = (value: Json, says: RegExp): Mistake => wrong(`baseUrl ${text(value)}`, config({ baseUrl: value }), 'master.baseUrl', value, says);
const header = (name: string, says: RegExp): Mistake => wrong(`header ${text(name)}`, config({ headers: { [name]: 'a' } }), `master.headers.${name}`, name, says);
const headerValue = (value: Json, says: RegExp): Mistake => wrong(`header value ${text(value)}`, config({ headers: { 'X-A': value } }), 'master.headers.X-A', value, says);
const inResource = (key: string, value: Json, says: RegExp): Mistake => wrong(`${key} ${text(value)}`, resource({ [key]: value }), `${ACCOUNTS}.${key}`, value, says);
const resourceName = (name: string): Mistake => wrong(`resource ${text(name)}`, { ...config(), resources: Object.fromEntries([[name, { path: '/a' }]]) }, `resources.${name}`, name, /cannot name a resource/);
const number = (section: string, key: string, value: Json, range: RegExp): Mistake => wrong(`${section}.${key} ${text(value)}`, whole({ [section]: { [key]: value } }), `${section}.${key}`, value, range);

/** One mistake for each rule (reliability 5, rows 1 to 16). */
export const MISTAKES: readonly Mistake[] = [
  wrong('the whole is a list', [1], '', [1], /must be an object, not a list/),
  wrong('unknown key', whole({ synk: {} }), 'synk', 'synk', /Unknown key "synk"\. Did you mean "sync"\?/),
  wrong('unknown key in snake case', { master: { baseUrl: 'https://a.example', base_url: 1 }, resources: { a: { path: '/a' } } }, 'master.base_url', 'base_url', /Did you mean "baseUrl"\?/),
  wrong('a key that looks like nothing', whole({ zebra: 1 }), 'zebra', 'zebra', /Unknown key "zebra"\.$/),
  { name: 'no master', config: { resources: { a: { path: '/a' } } }, path: 'master', at: '{', says: /"master" is missing, as in/ },
  { name: 'no resources', config: { master: { baseUrl: 'https://a.example' } }, path: 'resources', at: '{', says: /"resources" is missing/ },
  wrong('no baseUrl', { ...config(), master: {} }, 'master.baseUrl', 'master', /"baseUrl" is missing/),

  // Row 1
  baseUrl('', /must not be empty/),
  baseUrl(7, /must be an address/),
  ...['accounts', '/accounts', '//host/a', 'localhost:4010', 'ftp://host', 'file:///etc/passwd', 'data:text/plain,x', 'https:', 'https:/host', 'https:host'].map((url) => baseUrl(url, /must begin with https:\/\//)),
  baseUrl('https://me:hidden@host', /^(?!.*hidden).*user or password/),
  baseUrl('https://@host', /user or password/),
  baseUrl('https://host/#top', /fragment/),
  ...['https://host/a b', ' https://host', 'https://ho\nst', 'https:\\\\host', 'https://host\\@x'].map((url) => baseUrl(url, /must not contain spaces, backslashes/)),
  beyond(baseUrl('https://ho\u200bst', /invisible/)),
  ...['https://host:99999', 'https://[::g]', 'https://a%00b'].map((url) => beyond(baseUrl(url, /not a valid address/))),
  baseUrl('https://', /not a valid address/),
  // Row 2
  baseUrl('https://host/a?b=1', /query/),
  // Row 3
  ...['http://api.example.com', 'http://10.0.0.1', 'http://localhost.example.com', 'http://127.0.0.1.example.com'].map((url) => beyond(baseUrl(url, /https is needed/))),

  // Row 7
  header('Authorization', /choose "auth" and set the token/),
  header('authorization', /choose "auth" and set the token/),
  ...['Host', 'content-length', 'If-Match', 'Accept-Encoding'].map((name) => header(name, /set by the engine/)),
  ...['Connection', 'transfer-encoding', 'TE', 'Upgrade', 'Keep-Alive', 'Proxy-Authorization'].map((name) => header(name, /belongs to one connection/)),
  header('Cookie', /Cookies/),
  ...['X Y', 'X:', 'Ä', '', 'X\r\nY'].map((name) => header(name, /header name/)),
  ...['a\r\nX-Evil: 1', 'a\nb', 'a\u0000', '日本'].map((value) => headerValue(value, /line breaks/)),
  headerValue(7, /must be text/),
  beyond(wrong('the same header twice', config({ headers: { 'X-A': '1', 'x-a': '2' } }), 'master.headers.x-a', 'x-a', /twice/)),
  beyond(wrong('a header that auth sends', config({ auth: { header: 'X-Key' }, headers: { 'x-key': '2' } }), 'master.headers.x-key', 'x-key', /"auth" sends/)),
  wrong('auth unknown', config({ auth: 'Bearer' }), 'master.auth', 'Bearer', /one of "none", "bearer", "basic" or \{ "header": "X-Api-Key" \}, not "Bearer"\. Did you mean "bearer"\?/),
  wrong('auth header of the connection', config({ auth: { header: 'Connection' } }), 'master.auth.header', 'Connection', /one connection/),
  wrong('auth without header', config({ auth: {} }), 'master.auth.header', 'auth', /"header" is missing/),

  // Row 8
  ...[-1, 1.5, '3', 1e9, 11, null, true].map((value) => number('retry', 'retries', value, /whole number from 0 to 10, not/)),
  ...[0, 901, '1'].map((value) => number('retry', 'base', value, /number of seconds from 0\.001 to 900, not/)),
  ...[0, 101].map((value) => number('retry', 'factor', value, /number from 1 to 100, not/)),
  ...[0, 901].map((value) => number('retry', 'cap', value, /number of seconds from 0\.001 to 900, not/)),
  ...[0, 65, 4.5].map((value) => number('sync', 'concurrency', value, /whole number from 1 to 64, not/)),
  ...[0.5, 61].map((value) => number('timeouts', 'connect', value, /from 1 to 60, not/)),
  ...[0, 301].map((value) => number('timeouts', 'headers', value, /from 1 to 300, not/)),
  ...[0, 301].map((value) => number('timeouts', 'body', value, /from 1 to 300, not/)),
  ...[4, 601].map((value) => number('timeouts', 'total', value, /from 5 to 600, not/)),
  wrong('sync.mode', whole({ sync: { mode: 'manuel' } }), 'sync.mode', 'manuel', /one of "auto", "manual", not "manuel"\. Did you mean "manual"\?/),
  wrong('sync.readOnly', whole({ sync: { readOnly: 'yes' } }), 'sync.readOnly', 'yes', /true or false, not "yes"/),
  wrong('retry.jitter', whole({ retry: { jitter: 1 } }), 'retry.jitter', 1, /one of "none", "equal", "full", not 1/),
  wrong('conflicts.concurrentEdit', whole({ conflicts: { concurrentEdit: null } }), 'conflicts.concurrentEdit', null, /one of "rebase", "conflict", not null/),
  wrong('schedules.sweep', whole({ schedules: { sweep: true } }), 'schedules.sweep', true, /a cron pattern/),
  ...[-1, 129, 1.5].map((value) => number('log', 'bodyLimitKiB', value, /whole number from 0 to 128, not/)),
  wrong('audit.rate', whole({ audit: { rate: 0 } }), 'audit.rate', 0, /reads per second/),
  wrong('alerts.levels', whole({ alerts: { levels: { error: 'loud' } } }), 'alerts.levels.error', 'loud', /one of "info", "warning", "critical", "off", not "loud"/),
  wrong('alerts.quiet', whole({ alerts: { quiet: { from: '24:00', to: '07:00' } } }), 'alerts.quiet.from', '24:00', /a time from "00:00" to "23:59"/),
  wrong('alerts.routes', whole({ alerts: { routes: { email: ['everything'] } } }), 'alerts.routes.email[0]', 'everything', /one of "critical", "warning", "info", "report"/),
  wrong('alerts.successRate', whole({ alerts: { successRate: 90 } }), 'alerts.successRate', 90, /number from 0 to 1, not 90/),
  wrong('conflicts.autoMerge', whole({ conflicts: { autoMerge: 'disjoin' } }), 'conflicts.autoMerge', 'disjoin', /one of "never", "disjoint", not "disjoin"\. Did you mean "disjoint"\?/),
  wrong('a section that is no object', whole({ timeouts: 30 }), 'timeouts', 30, /must be an object, not 30/),

  // Resources
  wrong('resources empty', { ...config(), resources: {} }, 'resources', {}, /at least one resource/),
  ...['', 'a b', 'a/b', '__proto__', 'ä', 'x'.repeat(65)].map(resourceName),
  wrong('no path', { ...config(), resources: { a: {} } }, 'resources.a.path', 'a', /"path" is missing/),
  inResource('path', '', /must not be empty/),
  inResource('path', 'accounts', /begin with "\/"/),
  ...['/', '//'].map((path) => inResource('path', path, /must name the collection/)),
  ...['/a/../b', '/..', '/./a'].map((path) => inResource('path', path, /"\." or "\.\."/)),
  ...['/a/%2e%2E/b', '/%2e'].map((path) => beyond(inResource('path', path, /"\." or "\.\."/))),
  ...['/a?b', '/a#b'].map((path) => inResource('path', path, /query/)),
  ...['/a b', '/a\\b', '/a\n'].map((path) => inResource('path', path, /spaces, backslashes/)),
  ...['//a', '/a//b'].map((path) => inResource('path', path, /"\/\/"/)),
  inResource('id', '', /must not be empty/),
  inResource('id', 3, /name of a field/),
  // Row 11
  inResource('id', '__proto__', /cannot be used as a field/),
  ...(['', 5, true] as const).map((version) => inResource('version', version, /field|empty/)),
  wrong('version order', resource({ version: { field: 'v', order: 'numbr' } }), `${ACCOUNTS}.version.order`, 'numbr', /Did you mean "number"/),
  wrong('version without field', resource({ version: {} }), `${ACCOUNTS}.version.field`, 'version', /"field" is missing/),
  wrong('version of field and header', resource({ version: { header: 'ETag', field: 'v' } }), `${ACCOUNTS}.version.field`, 'field', /does not go with "header"/),
  wrong('version header', resource({ version: { header: 'E Tag' } }), `${ACCOUNTS}.version.header`, 'E Tag', /header/),
  inResource('precondition', 'ifmatch', /one of "if-match", "read-first", .*Did you mean "if-match"/),
  ...([{}, { body: 'v', query: 'v' }] as const).map((precondition) => inResource('precondition', precondition, /either/)),
  beyond(wrong('a hash that is to be sent', resource({ version: 'hash', precondition: { body: 'v' } }), `${ACCOUNTS}.precondition`, { body: 'v' }, /does not know it/)),
  inResource('checksum', true, /name of a field/),
  wrong('checksum encoding', resource({ checksum: { field: 's', encoding: 'base32' } }), `${ACCOUNTS}.checksum.encoding`, 'base32', /"hex", "base64"/),
  wrong('list style', resource({ list: { style: 'pages' } }), `${ACCOUNTS}.list.style`, 'pages', /Did you mean "page"/),
  wrong('list without style', resource({ list: {} }), `${ACCOUNTS}.list.style`, 'list', /"style" is missing/),
  wrong('list key of another style', resource({ list: { style: 'link', next: '/next' } }), `${ACCOUNTS}.list.next`, 'next', /Unknown key "next"/),
  ...['data', '/a~2', '/~', '#/data'].map((items) => wrong(`pointer ${items}`, resource({ list: { style: 'single', items } }), `${ACCOUNTS}.list.items`, items, /JSON pointer/)),
  wrong('list next missing', resource({ list: { style: 'next' } }), `${ACCOUNTS}.list.next`, 'list', /"next" is missing/),
  wrong('list parameter missing', resource({ list: { style: 'cursor', cursor: '/c' } }), `${ACCOUNTS}.list.parameter`, 'list', /"parameter" is missing/),
  wrong('list size', resource({ list: { style: 'page', parameter: 'p', sizeParameter: 's', size: 0 } }), `${ACCOUNTS}.list.size`, 0, /1 to 10000/),
  inResource('update', 'POST', /one of "PUT", "PATCH"/),
  inResource('serverOwned', 'updatedAt', /list of names of fields/),
  wrong('serverOwned empty name', resource({ serverOwned: ['a', ''] }), `${ACCOUNTS}.serverOwned[1]`, '', /must not be empty/),
  wrong('sensitive number', resource({ sensitive: [5] }), `${ACCOUNTS}.sensitive[0]`, 5, /name of a field/),
  { name: 'rule without field', config: resource({ rules: [{ min: 1 }] }), path: `${ACCOUNTS}.rules[0].field`, at: '{', says: /"field" is missing/ },
  wrong('rule without rule', resource({ rules: [{ field: 'a' }] }), `${ACCOUNTS}.rules[0]`, { field: 'a' }, /needs "oneOf", "min" or "max"/),
  wrong('rule of nothing', resource({ rules: [{ field: 'a', oneOf: [] }] }), `${ACCOUNTS}.rules[0].oneOf`, [], /at least one value/),
  beyond(wrong('rule upside down', resource({ rules: [{ field: 'a', min: 2, max: 1 }] }), `${ACCOUNTS}.rules[0].min`, 2, /larger than "max"/)),
  ...['contacts', '', '/a~2'].map((list) => wrong(`listKeys ${text(list)}`, resource({ listKeys: { [list]: 'id' } }), `${ACCOUNTS}.listKeys.${list}`, list, /does not point at a list/)),
  wrong('listKeys without a field', resource({ listKeys: { '/contacts': '' } }), `${ACCOUNTS}.listKeys./contacts`, '', /must not be empty/),
  wrong('listKeys by __proto__', resource({ listKeys: { '/contacts': '__proto__' } }), `${ACCOUNTS}.listKeys./contacts`, '__proto__', /cannot be used as a field/),
  wrong('listKeys of a list', resource({ listKeys: [] }), `${ACCOUNTS}.listKeys`, [], /must be an object/),
  inResource('conflictSigns', 409, /must be a list of answers that mean a conflict/),
  ...[199, 600, '400'].map((status) => wrong(`conflictSigns status ${text(status)}`, resource({ conflictSigns: [{ status, pointer: '/code', equals: 1 }] }), `${ACCOUNTS}.conflictSigns[0].status`, status, /whole number from 200 to 599, not/)),
  wrong('conflictSigns pointer', resource({ conflictSigns: [{ status: 400, pointer: 'code', equals: 1 }] }), `${ACCOUNTS}.conflictSigns[0].pointer`, 'code', /JSON pointer/),
  { name: 'conflictSigns without a value', config: resource({ conflictSigns: [{ status: 400, pointer: '/code' }] }), path: `${ACCOUNTS}.conflictSigns[0].equals`, at: '{', says: /"equals" is missing/ },

  // Row 12
  ...['^(a+)+$', '(\\w*x?)*', '(?:a|a)*', '(x{2,}){2}', '((ab?)c)+'].map((pattern) =>
    beyond(wrong(`pattern ${pattern}`, resource({ schema: { properties: { a: { pattern } } } }), `${ACCOUNTS}.schema.properties.a.pattern`, pattern, /for ever/)),
  ),
  beyond(wrong('pattern too long', resource({ schema: { pattern: 'a'.repeat(201) } }), `${ACCOUNTS}.schema.pattern`, 'a'.repeat(201), /at most 200/)),
  beyond(wrong('pattern invalid', resource({ schema: { pattern: '(' } }), `${ACCOUNTS}.schema.pattern`, '(', /Invalid regular expression/)),
  beyond(wrong('pattern of a property name', resource({ schema: { patternProperties: { '(a+)+': {} } } }), `${ACCOUNTS}.schema.patternProperties.(a+)+`, {}, /for ever/)),
  // Row 13
  ...['https://evil.example/s.json', 'other.json', '/x', ''].map(($ref) =>
    beyond(wrong(`$ref ${$ref}`, resource({ schema: { allOf: [{ $ref }] } }), `${ACCOUNTS}.schema.allOf[0].$ref`, $ref, /must stay inside this schema/)),
  ),
  beyond(wrong('schema dialect', resource({ schema: { $schema: 'http://json-schema.org/draft-07/schema#' } }), `${ACCOUNTS}.schema.$schema`, 'http://json-schema.org/draft-07/schema#', /2020-12/)),
  beyond(wrong('schema keyword', resource({ schema: { items: { requried: ['a'] } } }), `${ACCOUNTS}.schema.items.requried`, ['a'], /no keyword "requried"\. Did you mean "required"/)),
  inResource('schema', 7, /JSON Schema or the path/),
  inResource('schema', [], /JSON Schema or the path/),
];
