/** Every id that also stands in `package.json`; `test/editor/ids.test.ts` holds the two together. */

/** Commands. Their titles are in the manifest. */
export const commands = {
  // configuration and connection
  openConfiguration: 'reconciliation.openConfiguration',
  approve: 'reconciliation.approve',
  revokeApproval: 'reconciliation.revokeApproval',
  setToken: 'reconciliation.setToken',
  forgetToken: 'reconciliation.forgetToken',
  testConnection: 'reconciliation.testConnection',
  showFound: 'reconciliation.showFound',
  // syncing
  syncNow: 'reconciliation.syncNow',
  syncRecord: 'reconciliation.syncRecord',
  sendWithPreview: 'reconciliation.sendWithPreview',
  send: 'reconciliation.send',
  retry: 'reconciliation.retry',
  retryDeadLetters: 'reconciliation.retryDeadLetters',
  discard: 'reconciliation.discard',
  pause: 'reconciliation.pause',
  resume: 'reconciliation.resume',
  setManual: 'reconciliation.setManual',
  setAuto: 'reconciliation.setAuto',
  pull: 'reconciliation.pull',
  pullResource: 'reconciliation.pullResource',
  pullRecord: 'reconciliation.pullRecord',
  cancelPull: 'reconciliation.cancelPull',
  // records
  openRecord: 'reconciliation.openRecord',
  goToRecord: 'reconciliation.goToRecord',
  filterRecords: 'reconciliation.filterRecords',
  clearFilter: 'reconciliation.clearFilter',
  loadMore: 'reconciliation.loadMore',
  showStatus: 'reconciliation.showStatus',
  openFlows: 'reconciliation.openFlows',
  showInFlows: 'reconciliation.showInFlows',
  openDashboard: 'reconciliation.openDashboard',
  openRecords: 'reconciliation.openRecords',
  copyRecords: 'reconciliation.copyRecords',
  openTimeline: 'reconciliation.openTimeline',
  why: 'reconciliation.why',
  exportHar: 'reconciliation.exportHar',
  // conflicts
  openConflict: 'reconciliation.openConflict',
  openAllConflicts: 'reconciliation.openAllConflicts',
  nextConflict: 'reconciliation.nextConflict',
  previousConflict: 'reconciliation.previousConflict',
  showServerOwned: 'reconciliation.showServerOwned',
  hideServerOwned: 'reconciliation.hideServerOwned',
  useRemote: 'reconciliation.useRemote',
  useLocal: 'reconciliation.useLocal',
  merge: 'reconciliation.merge',
  completeMerge: 'reconciliation.completeMerge',
  resolveFields: 'reconciliation.resolveFields',
  useRemoteForThese: 'reconciliation.useRemoteForThese',
  useLocalForThese: 'reconciliation.useLocalForThese',
  useRemoteForAll: 'reconciliation.useRemoteForAll',
  useLocalForAll: 'reconciliation.useLocalForAll',
  // conflicts that are settled
  undoResolution: 'reconciliation.undoResolution',
  showSettled: 'reconciliation.showSettled',
  showResult: 'reconciliation.showResult',
  bringBack: 'reconciliation.bringBack',
  // reconciliation
  reconcileNow: 'reconciliation.reconcileNow',
  reconcile: 'reconciliation.reconcile',
  reconcileThese: 'reconciliation.reconcileThese',
  cancelReconciliation: 'reconciliation.cancelReconciliation',
  openReport: 'reconciliation.openReport',
  saveReport: 'reconciliation.saveReport',
  openFinding: 'reconciliation.openFinding',
  acceptRemote: 'reconciliation.acceptRemote',
  pushLocal: 'reconciliation.pushLocal',
  ignoreField: 'reconciliation.ignoreField',
  lookAgain: 'reconciliation.lookAgain',
  loadMoreFindings: 'reconciliation.loadMoreFindings',
  // alerts
  showAlerts: 'reconciliation.showAlerts',
  detectAnomalies: 'reconciliation.detectAnomalies',
  openAlert: 'reconciliation.openAlert',
  openAlertLog: 'reconciliation.openAlertLog',
  copyAlert: 'reconciliation.copyAlert',
  muteAlerts: 'reconciliation.muteAlerts',
  unmuteAlerts: 'reconciliation.unmuteAlerts',
  setAlertSecret: 'reconciliation.setAlertSecret',
  // store and log
  showLog: 'reconciliation.showLog',
  exportStore: 'reconciliation.exportStore',
  clearStore: 'reconciliation.clearStore',
} as const;

/** Views and their container. */
export const views = {
  container: 'reconciliation',
  records: 'reconciliation.records',
  conflicts: 'reconciliation.conflicts',
  runs: 'reconciliation.runs',
  alerts: 'reconciliation.alerts',
} as const;

/** Keys for `when` and `enablement`. */
export const contexts = {
  /** A `SessionState` kind. */
  state: 'reconciliation.state',
  approved: 'reconciliation.approved',
  /** Paths of the records that are in conflict. */
  conflictPaths: 'reconciliation.conflictPaths',
  hasSeveralConflicts: 'reconciliation.hasSeveralConflicts',
  /** Diffs show the fields that the master sets by itself. */
  isServerOwnedShown: 'reconciliation.isServerOwnedShown',
  hasRecords: 'reconciliation.hasRecords',
  isFiltered: 'reconciliation.isFiltered',
  isPaused: 'reconciliation.isPaused',
  isPulling: 'reconciliation.isPulling',
  isReconciling: 'reconciliation.isReconciling',
  hasRuns: 'reconciliation.hasRuns',
  /** `auto` or `manual`. */
  mode: 'reconciliation.mode',
  hasDeadLetters: 'reconciliation.hasDeadLetters',
} as const;

/** Settings, whole names. */
export const settings = {
  storeDir: 'reconciliation.storeDir',
  pullInterval: 'reconciliation.pull.intervalMinutes',
  notifyConflict: 'reconciliation.notifications.conflict',
  notifyDeadLetter: 'reconciliation.notifications.deadLetter',
  notifyAlert: 'reconciliation.notifications.alert',
  alertWebhook: 'reconciliation.alerts.webhook',
  alertEmailTo: 'reconciliation.alerts.email.to',
  alertEmailFrom: 'reconciliation.alerts.email.from',
  alertEmailServer: 'reconciliation.alerts.email.server',
  allowInsecureHttp: 'reconciliation.allowInsecureHttp',
} as const;

/** Schemes of documents. */
export const schemes = {
  /** A record, writable: `reconciliation:/accounts/42.json`. */
  record: 'reconciliation',
  /** The right side of a conflict's diff, writable: the record without what the master sets by itself. */
  local: 'reconciliation-local',
  /** The left side of a conflict's diff, read-only. */
  remote: 'reconciliation-remote',
  /** What was compared in a settled conflict, read-only. */
  settled: 'reconciliation-settled',
  /** The documents of a merge: its result is writable. */
  merge: 'reconciliation-merge',
  /** What a resolution field by field comes to, read-only. */
  picked: 'reconciliation-picked',
  /** What would be sent, read-only. */
  preview: 'reconciliation-preview',
  /** A record as it was at an entry of the log, read-only. */
  moment: 'reconciliation-moment',
  /** The report of a reconciliation, read-only. */
  run: 'reconciliation-run',
  /** The two sides of a finding, read-only. */
  audited: 'reconciliation-audited',
  /** The alert log, read-only. */
  alerts: 'reconciliation-alerts',
  /** What a record's page opens: a request or an answer, an entry of the log, the base; read-only. */
  inspected: 'reconciliation-inspected',
  /** Reports on the connection, read-only. */
  report: 'reconciliation-report',
} as const;
