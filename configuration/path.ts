import { isMap, isNode, isScalar } from 'yaml'
import type { Document } from 'yaml'

export type Path = readonly (string | number)[]

/** `queries[0].sql`, as errors write a place. */
export const showPath = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')

const keyOffset = (document: Document, path: Path): number | undefined => {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(parent)) return undefined
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)))
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined
}

/** Gives the offset of a key, of an item of a list, or of the nearest parent that is written. */
export const offsetOf =
  (document: Document) =>
  (path: Path): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const part = path.slice(0, length)
      const node = document.getIn(part, true)
      const offset = keyOffset(document, part) ?? (isNode(node) ? node.range?.[0] : undefined)
      if (offset !== undefined) return offset
    }
    return document.contents?.range?.[0] ?? 0
  }
