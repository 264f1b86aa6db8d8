// What each error code means and what mends it, for `truebook explain`. A test holds this list to the codes that the sources throw.

import { type NotLiveReason } from "#core/book/book-state";
import { type VenueErrorCategory } from "#core/error";

/** A meaning and an act, one sentence each. */
export type Explanation = readonly [meaning: string, act: string];

/** Codes of thrown errors. Those of a venue's refusal are `venue-` and a category below. */
export const ERROR_CODES: Readonly<Record<string, Explanation>> = {
  // Wrong use.
  "missing-command": ["No command was named.", "Run truebook --help."],
  "unknown-command": ["There is no command of that name.", "Run truebook --help."],
  "unknown-option": ["The command has no such option.", "Run the command with --help."],
  "missing-argument": ["The command needs one more word.", "Run the command with --help."],
  "missing-value": ["An option stands there without its value.", "Write the value behind it."],
  "too-many-arguments": ["The command takes fewer words.", "Run the command with --help; quote values with spaces."],
  "invalid-usage": ["The command line could not be read.", "Run the command with --help."],
  "invalid-choice": ["A value is none of the words that are allowed there.", "Use one of the words that the message or --help names."],
  "invalid-number": ["A value is no number, or out of bounds.", "Use a number within the bounds that the message names."],
  "invalid-duration": ["A value is no duration.", "Write 500ms, 20s, 2m or 1h."],
  "invalid-time": ["A value is no point in time.", "Write 2026-01-31T12:30:00Z, Unix milliseconds, or how long ago: 2h."],
  "invalid-range": ["The first time is not before the last.", "Swap --from and --to."],
  "invalid-group": ["A value is no price step.", "Write --group 0.5, or --group level:2 for the venue's own grouping."],
  "invalid-parameter": ["A parameter is not written as name=value.", "Write --param name=value."],
  "invalid-request": ["The value of --http holds no method and path.", 'Write --http "GET /path?query".'],
  "conflicting-options": ["Two options exclude each other.", "Leave one of them out."],
  "unknown-venue": ["There is no venue of that name.", "Run truebook venues list."],
  "venue-not-readable": ["The venue is described, but its messages are not read yet.", "Run truebook venues list."],
  "venue-not-connectable": ["The venue is described, but its messages are not spoken yet.", "Run truebook venues list."],
  "unknown-environment": ["The venue has no environment of that name.", "Run truebook venues show VENUE."],
  "unknown-host": ["The venue has no host of that key.", "Run truebook venues show VENUE."],
  "unknown-instrument": ["The venue lists no such symbol.", "Run truebook venues instruments VENUE --search TEXT."],
  "ambiguous-instrument": ["The symbol exists in several products.", "Add --product."],
  "unknown-product": ["The venue has no such product.", "Run truebook venues show VENUE."],
  "unknown-channel": ["There is no channel of that name.", "Use book, trades, ticker or candles."],
  "channel-needs-account": [
    "The channel tells of an account, and this version reads markets only.",
    "Use book, trades, ticker or candles.",
  ],
  "unknown-interval": ["The venue has no candles of that length.", "Use one of the intervals that the message names."],
  "unknown-path": ["No read of the venue has that path.", "Run truebook venues show VENUE."],
  "unknown-code": ["Nothing has that code.", "Run truebook explain."],
  "no-input": ["There is nothing to read on stdin.", "Pipe payloads into it, one a line."],
  "no-topic": ["The venue pushes no such channel.", "It is polled or derived instead."],
  "no-read": ["The venue's REST has no such read.", "Ask for what the message names."],
  "unknown-dialect": ["No product of the venue speaks that dialect.", "Run truebook venues show VENUE."],
  "no-socket": ["No such socket is described for the venue.", "Report it: the description lacks something."],
  "too-many-sockets": ["The venue allows no more sockets from one address.", "Watch fewer topics."],
  "connection-closed": ["The connection was closed before it was used.", "Connect again."],
  "bad-option": ["A number among the options is too small, or no number.", "Use one of at least what the message says."],
  "bad-size": ["A size does not fit the instrument's decimals.", "Use fewer decimals."],
  "bad-group": ["A price step is no multiple of the tick.", "Use a multiple of the tick; truebook venues instruments VENUE shows it."],
  "consumer-too-slow": ["A consumer that wants every item did not keep up, and its queue was full.", "Read faster, or take the latest."],
  // Settings.
  "config-unreadable": ["The config file could not be read.", "Check the path and who may read it."],
  "config-too-large": ["The config file is larger than 1 MiB.", "Name another file with -c."],
  "config-syntax": ["The config file is not TOML.", "Correct the line that the message names."],
  "unknown-key": ["A key in the config file is no setting.", "Correct its spelling, or remove it."],
  "unknown-profile": ["The config file has no such profile.", "Write [profiles.NAME] into it."],
  "unknown-variable": ["An environment variable begins with TRUEBOOK_ and is none that truebook reads.", "Correct or unset it."],
  "invalid-setting": ["A setting has a value of the wrong form.", "Use the form that the message names."],
  "literal-secret": [
    "A key in the config file looks like a secret; truebook takes none from a file.",
    "Remove it, and replace it at the venue if the file was shared.",
  ],
  "invalid-address": [
    "A configured address is none, or would speak in the clear over the network.",
    "Use https:// or wss://; plain text is for this machine only.",
  ],
  "bad-address": ["An address cannot be read.", "Write it with its scheme: wss://host."],
  "plain-text-address": ["An address is neither encrypted nor on this machine.", "Use wss:// or https://."],
  "bad-proxy": ["The proxy's address cannot be used.", "Write http://host:port or https://host:port."],
  "port-taken": ["The port that was asked for is taken.", "Choose another, or leave --port out and the next free one is used."],
  // The network.
  "connect-failed": ["No connection came about; the message names the phase.", "Run truebook doctor."],
  "handshake-refused": ["The venue refused the WebSocket handshake with an HTTP status.", "Wait as long as it says; run truebook doctor."],
  "handshake-timeout": ["The venue accepted the connection and never finished the handshake.", "Run truebook doctor."],
  "frame-too-large": ["A frame passed the size that we accept; its connection was closed.", "Nothing: it is opened again."],
  "attempts-exhausted": ["The connection failed as often in a row as was allowed.", "Run truebook doctor, or allow more attempts."],
  "never-connected": ["A watch ended without a connection, or without data.", "Run truebook doctor --venue VENUE."],
  "simulator-unreachable": ["No simulator answers at that address.", "Start one: truebook sim run."],
  timeout: ["The time that was allowed ran out.", "Allow more with --timeout; run truebook doctor."],
  // Data.
  "book-not-live": ["A book was read that is not live.", "Wait until it is, or ask for it with allowStale."],
  "gap-open": ["A gap was still open when the watch ended.", "Watch for longer; -v says why it does not heal."],
  unreadable: ["An answer of the venue could not be read.", "Try truebook decode on it."],
  "unreadable-answer": ["An answer of the venue could not be read.", "Try truebook decode on it."],
  // The simulator.
  "unknown-fault": ["There is no fault of that name.", "Run truebook sim scenarios."],
  "fault-refused": ["The simulator did not take the order.", "Run truebook explain NAME to see the parameters."],
  "fault-name": ["There is no fault of that name.", "Run truebook sim scenarios."],
  "fault-rate": ["A fault's rate is not above zero, or too high.", "Write name@perMinute."],
  grouping: ["The simulated market has no such grouping.", "Use 0 to 8."],
  markets: ["The simulator cannot list so many markets.", "Use a smaller number."],
  listing: ["A listing of the simulator has a number that does not fit its scale.", "Mend the listing."],
  "order-size": ["A simulated order needs a whole, positive size.", "Mend the participant that placed it."],
  "order-price": ["A simulated order needs a whole, positive price.", "Mend the participant that placed it."],
  "tape-unreadable": ["A tape cannot be read.", "Check the path, and that the file is whole."],
  "tape-empty": ["A tape has no rows.", "Choose another."],
  "tape-line": ["A line of a tape is too long to be one.", "Check that the file is a Tardis CSV."],
  "tape-row": ["A line of a tape cannot be played.", "Check the line that the message names."],
  // Ours.
  "unknown-rate-bucket": ["A call names a rate limit that its venue does not describe: our bug.", "Report it."],
  "order-without-level": ["The matching engine holds an order that stands at no level: our bug.", "Report it."],
  unexpected: ["Something happened that truebook did not foresee.", "Run it again with -v and report what it prints."],
};

/** Meanings of a venue's refusal. */
export const REFUSALS: Readonly<Record<VenueErrorCategory, Explanation>> = {
  auth: ["The venue refused the key, the passphrase or the signature.", "Check the key."],
  permission: ["The key, the account or the address may not do this.", "Check what the key is allowed at the venue."],
  clock: ["Our timestamp is outside the venue's window.", "Set this machine's clock; truebook doctor measures it."],
  "bad-request": ["The venue found a parameter missing or wrong.", "Correct the request."],
  "unknown-instrument": ["The venue lists no such symbol.", "Run truebook venues instruments VENUE."],
  "not-found": ["What was asked for does not exist there.", "Check the id or the path."],
  "rate-limited": ["Too many requests.", "Wait as long as the venue says."],
  maintenance: ["The venue is closed for a while.", "Wait: truebook resumes by itself."],
  server: ["The venue itself failed.", "Wait: reads are tried again by themselves."],
  "insufficient-funds": ["The account cannot pay for the order.", "Check the balance."],
  "order-rejected": ["The venue does not take the order.", "Read the venue's words in the message."],
  unrecognized: ["A code that our table does not hold.", "Read the venue's words in the message."],
};

/** Why a book is not live. */
export const REASONS: Readonly<Record<NotLiveReason, Explanation>> = {
  waiting: ["Subscribed; the first snapshot has not come.", "Wait."],
  gap: ["A sequence is missing; expected and received tell which.", "Wait: the book is read anew."],
  reset: ["The venue began a new chain of numbers.", "Wait: the book is read anew."],
  crossed: ["The best bid is not below the best ask, which no true book is.", "Wait: the book is read anew."],
  malformed: ["A frame of the topic could not be trusted.", "Wait: the book is read anew; truebook decode says what was wrong."],
  audit: ["REST showed another book, twice.", "Wait: the book is read anew."],
  silent: ["Nothing came for long, and REST differs or does not answer.", "Wait: it subscribes again, then connects again."],
  lag: ["The venue's time is too far behind ours.", "Check the network; truebook doctor measures the clock."],
  disconnected: ["Its connection is down.", "Wait: it connects again."],
  refused: ["The venue refused the topic, or nobody answers for it.", "Check the symbol."],
  maintenance: ["The venue is closed for a while.", "Wait: it resumes by itself."],
  slept: ["This process did not run for a while, so nothing it holds is proven.", "Wait: everything is read anew."],
  delisted: ["The instrument is gone.", "Watch another."],
  failed: ["The connection gave up after the attempts that it was allowed.", "Connect again."],
  closed: ["It was closed by its owner.", "Watch it again."],
};
