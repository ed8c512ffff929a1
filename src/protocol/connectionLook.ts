import type { ConnectionView } from './dashboard';

/** The codicon of each state of the connection. */
export const CONNECTION_ICONS: Readonly<Record<ConnectionView['kind'], string>> = { connected: 'pass', manual: 'edit', readOnly: 'lock', follower: 'eye', paused: 'debug-pause', notApproved: 'shield', closed: 'debug-disconnect' };
