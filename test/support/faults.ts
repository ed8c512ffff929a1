import type { HttpAnswer, HttpRequest } from '../../src/engine/ports';
import { answer, failure, type Reply } from './simulated';

/** What can go wrong with a request; `apply` does what the master would do. */
export const FAULTS: Record<string, (request: HttpRequest, apply: () => HttpAnswer) => Reply | undefined> = {
  none: () => undefined,
  500: () => answer(500),
  lostAnswer: (request, apply) => (request.method === 'GET' ? failure('reset') : (apply(), failure('reset'))),
  timeout: () => failure('timeout'),
  refused: () => failure('refused', false),
  throttled: () => answer(429, '', { 'retry-after': '3' }),
  badJson: (_request, apply) => ({ ...apply(), body: '{"id": ' }),
  noBody: (request, apply) => (request.method !== 'GET' && apply().status < 300 ? answer(204) : undefined),
  forbidden: () => answer(403),
};
