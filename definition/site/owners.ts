/** Teams that own limits; an owner is a label on every alert and may route it. */
export const OWNERS = ['platform', 'shop', 'operations'] as const

export type Owner = (typeof OWNERS)[number]
