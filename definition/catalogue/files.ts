import { family, gauge } from './metric.js'

const file = { file: 'open' } as const
const backup = { backup: 'open' } as const
const upload = { upload: 'open' } as const

const ofBackup = (help: string) => gauge({ help, labels: backup, source: 'folder of backups', series: 5 })
const ofUpload = (help: string) => gauge({ help, labels: upload, source: 'folder of uploads', series: 5 })
/** The walk through a large folder is not made anew for every scrape. */
const walked = (help: string) =>
  ofUpload(`${help} Counted in the background every few minutes; see upload_directory_walk_timestamp_seconds.`)

/** Figures that jobs leave in files, under node_exporter's names. What stands in the files themselves is nobody's to declare. */
export const textfiles = family('exporter', {
  node_textfile_scrape_error: gauge({ help: '1 where a file or a folder of them could not be taken, 0 otherwise.', source: 'text files' }),
  node_textfile_mtime_seconds: gauge({
    help: 'When a file that was taken was last written, in seconds since the epoch.',
    labels: file,
    unit: 'timestamp',
    source: 'text files',
    series: 20,
  }),
  plimsoll_textfile_success: gauge({
    help: 'Whether a file was taken (1) or refused whole (0).',
    labels: file,
    source: 'text files',
    series: 20,
  }),
})

export const backups = family('exporter', {
  backup_last_success_timestamp_seconds: ofBackup('When the newest backup was finished, in seconds since the epoch.'),
  backup_last_size_bytes: ofBackup('Size of the newest backup.'),
  backup_previous_size_bytes: ofBackup('Size of the backup before the newest.'),
  backup_files: ofBackup('Backups kept.'),
  backup_restore_check_timestamp_seconds: ofBackup('When a backup was last restored to see whether it can be, in seconds since the epoch.'),
  backup_restore_check_success: ofBackup('Whether the last check by restoring worked (1) or failed (0).'),
})

export const uploads = family('exporter', {
  upload_directory_writable: ofUpload('Whether a file could be written into the folder (1) or not (0); nothing is written to find out.'),
  upload_directory_free_bytes: ofUpload('Space that the folder may still take.'),
  upload_directory_size_bytes: walked('Bytes of the files in the folder and those below.'),
  upload_directory_files: walked('Files in the folder and those below.'),
  upload_directory_walk_complete: ofUpload('Whether the last count reached every file (1) or stopped at its bound (0).'),
  upload_directory_walk_timestamp_seconds: ofUpload('When files were last counted, in seconds since the epoch.'),
})
