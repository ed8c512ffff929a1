/** What `reconcile` can do, for `--help` and for mistakes on the command line. */
export const USAGE = `reconcile: keeps records in step with the REST API that owns them.

Usage: reconcile COMMAND [options]      RECORD is resource/id, as in accounts/42

  pull [RESOURCE | RECORD]              read from the master into the store
  status [RECORD]                       where records stand, and why
  edit RECORD --set FIELD=JSON ...      change fields; or --file F for the whole record (- for stdin)
  sync [--once]                         send what waits, until nothing is due; --once does not wait for retries
  conflicts [RESOURCE]                  open conflicts, who changed what, and what was settled lately
  resolve RECORD ... --use remote|local settle conflicts, or one record's by what follows
    --field NAME=remote|local|JSON ...  field by field; NAME is a field or a JSON Pointer, as in /address/city
    --file F                            with the merged record (- for stdin)
    --diff                              decide nothing, show what changed there and here
  undo RECORD                           take a resolution back that is not applied yet
  retry RECORD ... | --all              queue again; --all: every dead letter
  discard RECORD                        give up the local edit
  why RECORD                            the decisions that led to its status, and what happens next
  har RECORD [--file F]                 its requests and answers as an HTTP archive (HAR 1.2), secrets left out
  log [RECORD] [--last N]               the sync log
  audit [RECORD ...] [--resource R] [--status S] [--report F.md|.json|.csv|.html]
                                        compare with the master (reconciliation); exit 1 when there is drift;
                                        Ctrl+C ends it with a partial report
  alerts [--last N]                     the newest alerts, and where they went
  detect                                look for anything unusual now; exit 1 when there is something
  mute RULE [--hours N] | unmute RULE   log the alerts of a rule, and tell nobody (1 hour; at most 24)
  metrics [RESOURCE] [--window W]       success rate, durations and errors of the last 1h, 24h (default), 7d or 30d
  flow NAME [--record RECORD] [--at TIME]
                                        one of the ten flows as Mermaid text; with the way of a record's newest job,
                                        or with how often each arrow was taken, up to a time (as in 2026-11-29T14:28)
  flow --list | --coverage              their names; which arrows were ever taken
  sample [--port N] [--records N]       run the sample master API

Options
  --config FILE   the configuration (default: ./reconciliation.json); naming it approves its origin
  --store DIR     the store (default: in your data directory, the same as the editor's)
  --allow-insecure-http   http to a host that is not this machine
  --json          machine-readable output
  --help          this text
  --version

Token: in the environment variable RECONCILE_TOKEN_<SCHEME>_<HOST>_<PORT>, as in
  RECONCILE_TOKEN_HTTPS_API_EXAMPLE_COM_443; it goes to that origin only.
Alerts: to RECONCILE_ALERT_WEBHOOK; by mail to RECONCILE_ALERT_EMAIL, from RECONCILE_ALERT_FROM,
  over RECONCILE_SMTP_URL (smtps://user:password@host:465, or smtp:// with STARTTLS).

Exit: 0 done, 1 something needs a person (open conflicts too), 2 wrong usage or configuration.
`;

/** A mistake on the command line or in the configuration: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
