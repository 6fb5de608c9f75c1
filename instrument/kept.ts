/** What is looked up once and then kept, so that a request only adds to numbers. */
import { LABEL_BUDGET, OVERFLOW } from './series.js'

/** Makes the value at its first use. */
export const once = <Value>(make: () => Value): (() => Value) => {
  let value: Value | undefined
  return () => (value ??= make())
}

/** Makes the value of each key at its first use. */
export const kept = <Key, Value>(make: (key: Key) => Value): ((key: Key) => Value) => {
  const values = new Map<Key, Value>()
  return (key) => {
    const known = values.get(key)
    if (known !== undefined) return known
    const made = make(key)
    values.set(key, made)
    return made
  }
}

/** The same for the values of an open label: those over its budget share what OVERFLOW has. */
export const keptWithinBudget = <Value>(make: (label: string) => Value): ((label: string) => Value) => {
  const values = new Map<string, Value>()
  return (label) => {
    const known = values.get(label)
    if (known !== undefined) return known
    const bounded = values.size < LABEL_BUDGET ? label : OVERFLOW
    const made = values.get(bounded) ?? make(bounded)
    values.set(bounded, made)
    return made
  }
}
