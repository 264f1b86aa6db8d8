// LBank has no topic texts: a subscribe message has fields. The topic of truebook is the JSON of these fields, in one order, so that
// a message is the topic with the action in front, and a push leads back to it.

/** Levels a side that are subscribed. The venue holds one depth for a market and a socket, so everybody gets the deepest. */
export const BOOK_DEPTH = 100;

export const bookTopic = (pair: string): string => `{"subscribe":"depth","depth":"${BOOK_DEPTH}","pair":"${pair}"}`;
export const tradesTopic = (pair: string): string => `{"subscribe":"trade","pair":"${pair}"}`;
export const tickerTopic = (pair: string): string => `{"subscribe":"tick","pair":"${pair}"}`;
/** `slot` is the venue's word for the interval: `15min`. */
export const candlesTopic = (pair: string, slot: string): string => `{"subscribe":"kbar","kbar":"${slot}","pair":"${pair}"}`;
