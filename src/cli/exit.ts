import type { ErrorCode } from "../report/errors.ts";

/** What the exit codes of `tattle` mean. Stable, for scripts and service managers. */
export const EXIT = {
  ok: { code: 0, meaning: "Done; for `serve`: stopped as asked." },
  unexpected: { code: 1, meaning: "An unexpected error." },
  usage: { code: 2, meaning: "The command line is wrong." },
  config: { code: 3, meaning: "The configuration is invalid." },
  data: { code: 4, meaning: "The data folder is in use, unusable, or of a newer Tattle." },
  listen: { code: 5, meaning: "The address cannot be listened on." },
  server: { code: 6, meaning: "The running Tattle cannot be reached, or refused." },
  tests: {
    code: 7,
    meaning:
      "`sink test`: a rule of the contract is broken, a test fails, cannot be loaded (a syntax error, a missing package) or never ends.",
  },
  doctor: { code: 8, meaning: "`doctor`: reports of the site are lost; a check failed." },
  hungUp: { code: 129, meaning: "SIGHUP ended `sink test`." },
  interrupted: {
    code: 130,
    meaning: "SIGINT ended `sink test`, or a second one `serve` without waiting.",
  },
  terminated: {
    code: 143,
    meaning: "SIGTERM ended `sink test`, or a second one `serve` without waiting.",
  },
} as const;

const BY_ERROR: Partial<Record<ErrorCode, number>> = {
  config_invalid: EXIT.config.code,
  projects_invalid: EXIT.config.code,
  backup_unusable: EXIT.data.code,
  data_not_empty: EXIT.data.code,
  demo_data_not_empty: EXIT.data.code,
  sink_unusable: EXIT.config.code,
  sink_folder_taken: EXIT.usage.code,
  sink_name_invalid: EXIT.usage.code,
  sink_not_found: EXIT.usage.code,
  sink_tests_ended: EXIT.tests.code,
  sink_tests_failed: EXIT.tests.code,
  sink_tests_stuck: EXIT.tests.code,
  doctor_failed: EXIT.doctor.code,
  tls_unusable: EXIT.config.code,
  data_locked: EXIT.data.code,
  data_unusable: EXIT.data.code,
  data_newer: EXIT.data.code,
  journal_unavailable: EXIT.data.code,
  listen_failed: EXIT.listen.code,
  control_full: EXIT.server.code,
  dead_letter_not_found: EXIT.server.code,
  delivery_unavailable: EXIT.server.code,
  import_broken: EXIT.server.code,
  import_running: EXIT.server.code,
  import_stalled: EXIT.server.code,
  import_unreadable: EXIT.usage.code,
  import_unusable: EXIT.usage.code,
  project_unknown: EXIT.server.code,
  read_only: EXIT.server.code,
  reader_missing: EXIT.server.code,
  reader_unavailable: EXIT.server.code,
  request_invalid: EXIT.server.code,
  sink_not_configured: EXIT.server.code,
  sink_unknown: EXIT.server.code,
  server_unreachable: EXIT.server.code,
  server_unexpected: EXIT.server.code,
  token_missing: EXIT.server.code,
  token_refused: EXIT.server.code,
  token_unreadable: EXIT.server.code,
  too_many_attempts: EXIT.server.code,
  too_many_streams: EXIT.server.code,
};

/** The exit code of an error that ended a command. */
export function exitCode(error: ErrorCode): number {
  return BY_ERROR[error] ?? EXIT.unexpected.code;
}
