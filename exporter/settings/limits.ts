/** What a query may give where it does not say so itself. */
export const ROW_LIMIT = 1000
export const SERIES_LIMIT = 200
