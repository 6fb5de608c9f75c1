/** instrument/ as it is, but for what watches the process: several shops share one, and it watches while this shop has its turn. */
export * from '../../instrument/index.js'

export const collectProcess = (): (() => void) => () => undefined
