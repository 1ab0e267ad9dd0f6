/**
 * Every error that Tattle reports has a code of this table. Codes are stable across releases and
 * may be matched by scripts; messages are for people and may change. The value is what to do,
 * as printed in `docs/errors.md`.
 */
export const ERRORS = {
  internal: "A bug in Tattle. The log has the details; please report it.",
  config_invalid:
    "The configuration cannot be used. Each problem is listed with its place; `tattle check` finds them without taking any report.",
  data_locked:
    "Another Tattle process uses this data folder. Stop it, or give this one another `data`.",
  data_unusable: "The data folder cannot be created or written. Check its owner, mode and disk.",
  data_newer:
    "The data was written by a newer Tattle. Run that version, or restore a backup made by this one.",
  journal_unavailable:
    "The journal could not be written, most often because the disk is full. Free space; senders that retry will deliver again.",
  thread_busy:
    "An inner thread did not answer in time. Try again; if it stays so, the log says what it is doing.",
  listen_failed:
    "The address cannot be listened on. Another process may have it; choose another `listen`.",
  sink_unusable:
    "A third party's sink cannot be used. The message names its file or package and what is wrong there.",
  sink_name_invalid:
    "Choose a name of lower-case letters, digits and hyphens that begins with a letter.",
  sink_folder_taken: "Choose another name, or remove what is there; nothing was written.",
  sink_not_found: "Name a folder with tests or an index.ts, a test, or the file of a sink.",
  sink_tests_ended:
    "Look there for `process.exit`, or for what brings the whole process down. A sink throws what went wrong and never ends its process.",
  sink_tests_failed:
    "The test runner has printed what failed: which rule of the contract is broken and what it saw, or what could not be loaded.",
  sink_tests_stuck:
    "The process that ran the tests did nothing more and was killed. Look there for a loop without an end or a call that blocks; `--limit` gives it more time.",
  doctor_failed:
    "Reports of the site are lost. Each line that begins with ✗ is followed by what to do.",
  tls_unusable:
    "The certificate or its key cannot be used. Check the files that `[tls]` names and who may read them.",
  projects_invalid:
    "Projects contradict each other or the rules of their settings. Correct the one that the message names.",
  control_full:
    "There are as many of these as Tattle keeps. The message names the bound; remove what is no longer needed.",
  alerts_unavailable:
    "What alerts know already could not be written to `alerts.db`: the disk is full, or the file is damaged or held by another program. An import waits for it, so that nobody is alerted to history. Import the same file again; nothing is stored twice.",
  control_unavailable:
    "What people change at run time could not be read or written: the disk is full, or `control.db` is damaged or held by another program. Nothing was changed, and reports are taken as before.",
  alert_address_refused:
    'A webhook in a private network needs the consent of the config file: declare the alert there, or say `private_addresses = "allow"` in its `[alerting]` and restart.',
  alert_exists: "There is an alert of this name already. Choose another name, or change that one.",
  alert_from_file:
    "The config file declares this alert, and what it declares cannot be changed elsewhere. Change it there and restart.",
  alert_needs_mail_server:
    "E-mail is sent by the server that `[smtp]` of the config file names, and there is none. Add it there and restart, or send the alert to a webhook.",
  alert_unknown: "There is no alert of this name. `GET /api/v1/alerts` lists those that are.",
  cross_site_refused:
    "A browser sent this request from another site, or did not say from where. Use Tattle's own pages, or the admin token in an `Authorization` header.",
  cursor_invalid:
    "The cursor is not one that an earlier page returned as `next`. Start again without one.",
  dead_letter_not_found:
    "The sink has no dead letter of this id: it was replayed, dropped, made room for newer ones, or never was. `tattle dead-letters list` shows those that are there.",
  delivery_unavailable:
    "The delivery thread does not answer, or its disk refuses to write. Try again; if it stays so, the log says why.",
  erasure_unknown:
    "There is no erasure of this id: it never was, or a thousand later ones are done. `POST /api/v1/erasures` gives the id of a new one.",
  import_broken:
    "The file ended before its end: the connection broke, or was silent for longer than `limits.idle_timeout`. What came before is imported. Import the same file again to go on; nothing is stored twice.",
  import_running: "One file is imported at a time. Wait for the other import to end.",
  import_stalled:
    "A sink that is down or slow keeps the import from going on, which would take the room of what browsers send. `tattle sinks status` says why. Then import the same file again; nothing is stored twice.",
  import_unreadable: "Name a file that is there and may be read, or `-` for the standard input.",
  import_unusable:
    "The file is of no format that Tattle imports, or not of the one that `--format` names. The guide for operators shows them.",
  issue_not_found:
    "No issue has this id. The id of an issue is its fingerprint, 16 hexadecimal digits in lower case.",
  method_not_allowed:
    "The address exists, but not for this method. The `Allow` header lists those that are.",
  reader_missing:
    'No sink of the configuration can be read from. Add one that can, such as `type = "sqlite"`.',
  reader_unavailable:
    "The store could not answer. The log and `/api/v1/sinks` say more; trying again later may help.",
  report_not_found:
    "No report has this id: it never existed, is still on its way, or is not in the store that is read.",
  request_invalid: "A parameter is missing, unknown or out of bounds. `errors` names each one.",
  route_not_found: "Nothing is served at this address. `/api/docs` lists what is.",
  sink_not_configured:
    "The sink has left the configuration, so nothing can be written to it. Its dead letters can be read and dropped; to replay them put a sink of that name back.",
  sink_unknown:
    "No sink of the configuration has this name, and none that left it. `/api/v1/sinks` and `tattle dead-letters list` name them.",
  too_many_attempts:
    "This token is wrong, and so were too many before it, from this address or from everywhere. The right one is never held back. To try another wait as long as `Retry-After` says.",
  too_many_streams:
    "As many streams are open as Tattle serves at one time. Close one, or wait as long as `Retry-After` says.",
  unauthorized:
    "The admin token, or for reading a read-only one, is missing, wrong or has ended. Send it as `Authorization: Bearer …`, or log in at `/login`.",
  server_unreachable:
    "No Tattle answers there. Start it, name the right `--config`, or its address with `--url`.",
  server_unexpected:
    "What answered is no Tattle of this version. Check `--url` and which version is running.",
  noise_rule_exists:
    "There is a noise rule of this id already. Choose another id, or change that one.",
  noise_rule_fixed:
    "This noise rule is built in, or the config file says it or has switched it off. Built-in ones can be switched off; what the file says is changed there.",
  noise_rule_unknown:
    "There is no noise rule of this id. `GET /api/v1/noise-rules` lists those that are.",
  project_exists:
    "There is a project of this name already. Choose another name, or change that one.",
  project_from_file:
    "The config file declares this project, and what it declares cannot be changed elsewhere. Change it there and restart.",
  project_token_taken:
    "A token names one project. Choose another, or leave it out for a random one.",
  project_unknown: "There is no project of this name. `GET /api/v1/projects` lists those that are.",
  tokens_become_required:
    "Without any project all reports belong to `default` and need no token. With the first one they need a token: put it into the headers of your sites, then say `requireTokens`.",
  backup_unusable:
    "The backup cannot be written there, or cannot be read. Name a new file in a folder that exists, or a whole backup that `tattle backup` wrote.",
  demo_data_not_empty:
    "The demo fills an empty data folder and touches no other. Name another with `--data`, or leave it out.",
  data_not_empty:
    "A backup is restored into an empty data folder. Name another with `--data`, or say `--force`: then what is there is moved aside, not deleted.",
  read_only: "This token may read and change nothing. Use the admin token.",
  token_exists: "There is a token of this name already. Choose another name, or revoke that one.",
  token_unknown:
    "There is no such token: it was revoked, or never was. `GET /api/v1/tokens` lists those that are.",
  token_missing:
    "There is no admin token yet: none in the configuration and no file `admin-token` in the data folder. Start Tattle once, or name the right `--config` or `--data`.",
  token_refused:
    "The running Tattle has another admin token. Use the `--config`, `--data` and environment that it was started with.",
  token_unreadable:
    "There is an admin token, but this user may not read it. Run the command as the user that Tattle runs as.",
} as const;

export type ErrorCode = keyof typeof ERRORS;

/**
 * An error with a stable code. `message` says what happened to what; {@link ERRORS} says what to
 * do. Thrown, never logged where it is made: whoever handles it logs it, once.
 */
export class CodedError extends Error {
  override readonly name = "CodedError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The sentence that says what to do about it. */
  get advice(): string {
    return ERRORS[this.code];
  }
}
