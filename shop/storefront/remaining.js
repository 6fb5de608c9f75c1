import { element } from './elements.js'

const two = (number) => String(number).padStart(2, '0')

/** How long until a moment: `2 h 05 min`, `4:09`, `ended`. */
export const left = (until) => {
  const seconds = Math.floor((new Date(until) - Date.now()) / 1000)
  if (seconds <= 0) return 'ended'
  if (seconds >= 3600) return `ends in ${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} min`
  return `ends in ${Math.floor(seconds / 60)}:${two(seconds % 60)}`
}

/** Ticks by its owner's timer; not read out, for it changes every second. */
export const clock = (until) =>
  element('time', { datetime: new Date(until).toISOString(), class: 'clock', 'aria-live': 'off' }, left(until))
