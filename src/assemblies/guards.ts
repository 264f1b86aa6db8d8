// A user's log and trace stand in front of every frame: what they throw must not end a socket, nor the process.

import { type FrameSink, type Log, type Metrics } from "#core/port";

/** A sink whose failures are counted and go no further. */
export function guardedSink(sink: FrameSink, metrics: Metrics): FrameSink {
  const shielded = shield(metrics, "truebook_trace_failures_total");
  return {
    received: (frame) => shielded(() => sink.received(frame)),
    sent: (connectionId, text, sentTime) => shielded(() => sink.sent(connectionId, text, sentTime)),
  };
}

/** A log whose failures are counted and go no further; a level that cannot be asked for is not wanted. */
export function guardedLog(log: Log, metrics: Metrics): Log {
  const shielded = shield(metrics, "truebook_log_failures_total");
  return {
    write: (level, event, fields) => shielded(() => log.write(level, event, fields)),
    enabled: (level) => {
      let wanted = false;
      shielded(() => {
        wanted = log.enabled(level);
      });
      return wanted;
    },
  };
}

function shield(metrics: Metrics, counter: string): (act: () => void) => void {
  return (act) => {
    try {
      act();
    } catch {
      metrics.count(counter);
    }
  };
}
