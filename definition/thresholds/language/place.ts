import type { Level, Place } from './limit.js'

const isWithin = (labels: Place, place: Place): boolean => Object.entries(place).every(([label, value]) => labels[label] === value)

/** Whether a level is the one that stands for the series with these labels. */
export const standsFor = ({ only = {}, except = [] }: Level, labels: Place): boolean =>
  isWithin(labels, only) && !except.some((place) => isWithin(labels, place))

/** Whether there can be a series that lies in both places. */
export const canMeet = (one: Place, other: Place): boolean =>
  Object.entries(one).every(([label, value]) => !Object.hasOwn(other, label) || other[label] === value)

/** @example placeText({ service: 'shop', route: '/api/export' }) // service is shop and route is /api/export */
export const placeText = (place: Place): string =>
  Object.entries(place)
    .map(([label, value]) => `${label} is ${value}`)
    .join(' and ')

/** " where route is /api/export" for a level of some series alone, nothing for any other. */
export const whereText = ({ only }: Level): string => (only ? ` where ${placeText(only)}` : '')
