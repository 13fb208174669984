/** Milliseconds as a person reads them. */
export function seconds(ms: number): string {
    return ms < 9_950 ? `${Number((ms / 1000).toFixed(1))} s` : `${Math.round(ms / 1000)} s`;
}
