/** JSON Schema of a document, and the type of the value that passes it. */
export type Schema<T> = Readonly<Record<string, unknown>> & { readonly [typed]?: T }
declare const typed: unique symbol

/** The type of the value behind a schema. */
export type Typed<S> = S extends Schema<infer T> ? T : never

type Members<P, R> = {
  readonly [K in keyof P as K extends R ? K : never]: ValueOf<P[K]>
} & {
  readonly [K in keyof P as K extends R ? never : K]?: ValueOf<P[K]>
}

type Flat<T> = { readonly [K in keyof T]: T[K] }

/** The type of the values that a literal schema lets through. */
export type ValueOf<S> = S extends { readonly enum: readonly (infer V)[] }
  ? V
  : S extends { readonly type: 'string' }
    ? string
    : S extends { readonly type: 'number' | 'integer' }
      ? number
      : S extends { readonly type: 'boolean' }
        ? boolean
        : S extends { readonly type: 'array'; readonly items: infer I }
          ? readonly ValueOf<I>[]
          : S extends { readonly type: 'object'; readonly properties: infer P; readonly required: readonly (infer R)[] }
            ? Flat<Members<P, R>>
            : S extends { readonly type: 'object'; readonly properties: infer P }
              ? Flat<Members<P, never>>
              : S extends { readonly type: 'object'; readonly additionalProperties: infer V }
                ? Readonly<Record<string, ValueOf<V>>>
                : unknown

/**
 * Types a literal schema by what it lets through, so that the schema is the only place where a key is written.
 *
 * @example
 * const listen = schemaOf({ type: 'object', properties: { port: { type: 'integer' } }, required: ['port'] })
 * // Schema<{ readonly port: number }>
 */
export const schemaOf = <const S extends Readonly<Record<string, unknown>>>(schema: S): Schema<ValueOf<S>> => schema
