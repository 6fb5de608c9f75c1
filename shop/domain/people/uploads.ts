import { randomBytes } from 'node:crypto'
import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'
import type { UploadStore } from '../../uploads/store.js'
import type { UploadType } from '../../uploads/types.js'

export interface Upload {
  readonly id: string
  readonly type: UploadType
  readonly bytes: number
}

/** What one user may keep here. */
export const QUOTA = { files: 50, bytes: 10 * 1024 * 1024 } as const

// Two files of one user at the same moment take turns here: each sees what the other one took of the quota.
const LOCK = 'select id from users where id = $1 for no key update'
const USED = 'select count(*)::integer as files, coalesce(sum(bytes), 0)::integer as bytes from uploads where user_id = $1'
const KEEP = 'insert into uploads (id, user_id, type, bytes) values ($1, $2, $3, $4)'
const ONE = 'select id, type, bytes from uploads where id = $1'
const KNOWN = 'select id from uploads where id = any($1)'

const checkQuota = async (query: Query, userId: number, bytes: number): Promise<void> => {
  const used = (await query<{ files: number; bytes: number }>('uploads_used', USED, [userId]))[0]
  if (!used || (used.files < QUOTA.files && used.bytes + bytes <= QUOTA.bytes)) return
  throw new RequestError(409, `You may keep ${QUOTA.files} files of ${QUOTA.bytes / 1024 / 1024} MB in all; this one is more.`)
}

const record = (database: Database, { id, type, bytes }: Upload, userId: number): Promise<void> =>
  database.transaction(async (query) => {
    await query('upload_lock', LOCK, [userId])
    await checkQuota(query, userId, bytes)
    await query('upload_keep', KEEP, [id, userId, type, bytes])
  })

/** Keeps a file of the user's: on disk first, then in the database, so that whatever is known is there. */
export const keepUpload = async (
  database: Database,
  store: UploadStore,
  userId: number,
  type: UploadType,
  content: Buffer,
): Promise<Upload> => {
  const upload = { id: randomBytes(16).toString('base64url'), type, bytes: content.length }
  await checkQuota(database.query, userId, upload.bytes)
  await store.keep(upload.id, content)
  try {
    await record(database, upload, userId)
    return upload
  } catch (error) {
    await store.remove(upload.id)
    throw error
  }
}

/** The upload, if there is one of this id. */
export const findUpload = async (database: Database, id: string): Promise<Upload | undefined> =>
  (await database.query<Upload>('upload_by_id', ONE, [id]))[0]

/** Removes files that no upload knows: a process died while it kept them, or their owner's account is gone. */
export const removeStrays = async (database: Database, store: UploadStore): Promise<void> => {
  const names = await store.settled()
  if (names.length === 0) return
  const known = new Set((await database.query<{ id: string }>('uploads_known', KNOWN, [names])).map(({ id }) => id))
  await Promise.all(names.filter((name) => !known.has(name)).map((name) => store.remove(name)))
}
