/** `book BTC.USDT`; undefined without a symbol. */
export function topicOf(channel: "book" | "deals", symbol: string | undefined): string | undefined {
  return symbol === undefined ? undefined : `${channel} ${symbol}`;
}
