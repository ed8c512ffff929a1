/** The engine's public door. */
export * from './actions';
export * from './alerts/alert';
export * from './engine';
export * from './entry';
export * from './json';
export * from './machine';
export * from './metrics/figures';
export * from './model';
export * from './ports';
export * from './record';
export * from './settings';
export * from './status';
