/** What people may send, as its first bytes prove it: what a sender calls a file proves nothing. */
const TYPES = [
  { type: 'image/png', ending: 'png', starts: [[0, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])]] },
  { type: 'image/jpeg', ending: 'jpg', starts: [[0, Buffer.from([0xff, 0xd8, 0xff])]] },
  {
    type: 'image/webp',
    ending: 'webp',
    starts: [
      [0, Buffer.from('RIFF')],
      [8, Buffer.from('WEBP')],
    ],
  },
  { type: 'application/pdf', ending: 'pdf', starts: [[0, Buffer.from('%PDF-')]] },
] as const

export type UploadType = (typeof TYPES)[number]['type']

/** The names of all types, for sentences. */
export const UPLOAD_TYPES: readonly UploadType[] = TYPES.map(({ type }) => type)

/**
 * The type of a file by its content; undefined for any other.
 *
 * @example typeOf(Buffer.from('%PDF-1.7')) // 'application/pdf'
 */
export const typeOf = (content: Buffer): UploadType | undefined =>
  TYPES.find(({ starts }) => starts.every(([at, bytes]) => content.subarray(at, at + bytes.length).equals(bytes)))?.type

/** The ending of a file's name by its type, such as pdf. */
export const endingOf = (type: UploadType): string => TYPES.find((entry) => entry.type === type)?.ending ?? 'bin'
