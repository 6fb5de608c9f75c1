/** Which part of a list is asked for; members of a query's schema. */
export const paging = {
  limit: { type: 'integer', minimum: 1, maximum: 100 },
  offset: { type: 'integer', minimum: 0, maximum: 10_000 },
} as const
