import type { HttpFailure } from '../../engine/ports';

type Cause = HttpFailure['cause'];

/** Why a request ends without an answer: thrown inside the transport, a value outside. Its message is the sentence for a person. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly reason: Cause,
    message: string,
  ) {
    super(message);
  }
}

const BY_CODE: readonly (readonly [RegExp, Cause])[] = [
  [/^(ENOTFOUND|EAI_[A-Z]+)$/, 'dns'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL)$/, 'unreachable'],
  [/^(CERT_|CRL_|UNABLE_TO_|ERROR_IN_|ERR_TLS_|ERR_SSL_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|EPROTO$)/, 'tls'],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT)$/, 'timeout'],
];

const SENTENCES: Partial<Record<Cause, (origin: string) => string>> = {
  dns: (origin) => `The name in ${origin} cannot be resolved`,
  refused: (origin) => `${origin} refused the connection`,
  unreachable: (origin) => `There is no route to ${origin}`,
  tls: (origin) => `There is no trusted TLS connection to ${origin}`,
  timeout: (origin) => `${origin} did not respond in time`,
};

/** Judges an error of node-fetch, Node or OpenSSL by its code alone: a `FetchError`'s text holds the whole URL (3.4). What has no known code is a broken connection. */
export function classify(error: unknown, origin: string): Refusal {
  const code = textOf(error, 'code');
  const reason = BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'reset';
  const sentence = SENTENCES[reason]?.(origin) ?? `The connection to ${origin} broke before the answer was complete`;
  return new Refusal(reason, /^[A-Z0-9_]+$/.test(code) ? `${sentence} (${code}).` : `${sentence}.`);
}

/** True where the error itself proves that no byte of the request left: name lookup, connecting, the server's certificate. */
export function provesUnsent(error: unknown): boolean {
  const code = textOf(error, 'code');
  const step = textOf(error, 'erroredSysCall'); // node-fetch's name for `syscall`
  return step === 'connect' || step === 'getaddrinfo' || /^(ECONNREFUSED|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_)/.test(code);
}

function textOf(error: unknown, key: 'code' | 'erroredSysCall'): string {
  const value: unknown = error instanceof Error ? Reflect.get(error, key) : undefined;
  return typeof value === 'string' ? value : '';
}
