// What a dry run shows: the request as it would be signed and sent, the size in both units, and every rule with its numbers.

import { type OrderPreview } from "#client/trading/trading-api";

/** A dry run as one JSON object. */
export function previewLine(preview: OrderPreview, about: { readonly venue: string; readonly symbol: string }): object {
  const { clientOrderId, request, size, notional, checks, refused } = preview;
  return {
    v: 1,
    kind: "dry-run",
    ...about,
    clientOrderId,
    request: { method: request.method, url: request.url, headers: request.headers, body: request.body ?? null },
    size: { base: size.base ?? null, venue: size.venue ?? null, unit: size.unit, quote: size.quote ?? null },
    notional: notional ?? null,
    checks: checks.map(({ rule, passed, limit, actual }) => ({ rule, passed, limit: limit ?? null, actual })),
    refused:
      refused === undefined ? null : { rule: refused.rule, limit: refused.limit ?? null, actual: refused.actual, words: refused.words },
  };
}

/** The same for people. */
export function previewWords(preview: OrderPreview, about: { readonly venue: string; readonly symbol: string }): readonly string[] {
  const { request, size, notional, checks, refused } = preview;
  const headers = Object.entries(request.headers).map(([name, value]) => `  ${name}: ${value}`);
  const amount = size.quote === undefined ? `${size.base ?? "?"} coins = ${size.venue ?? "?"} ${size.unit}` : `${size.quote} quote coins`;
  return [
    `${about.venue} ${about.symbol}  ${amount}${notional === undefined ? "" : `  worth ${notional}`}`,
    "",
    `${request.method} ${request.url}`,
    ...headers,
    ...(request.body === undefined ? [] : ["", `  ${request.body}`]),
    "",
    ...checks.map(
      ({ rule, passed, limit, actual }) =>
        `  ${passed ? "✓" : "✗"} ${rule.padEnd(20)} ${actual}${limit === undefined ? "" : `  of ${limit}`}`,
    ),
    "",
    refused === undefined ? "No rule of ours would stop it." : `Our rule ${refused.rule} would refuse it: ${refused.words}`,
  ];
}
