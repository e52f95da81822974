/** What one request of a model has cost. Types only. */
export interface ModelSpending {
  inputTokens: number;
  outputTokens: number;
  usd?: number;
}
