import { metrics } from '../../catalogue/index.js'
import { count, hours, mebibytes, query } from '../../promql/index.js'
import { stands, threshold, ticks } from '../language/index.js'

const {
  backup_last_success_timestamp_seconds: lastBackup,
  backup_restore_check_success: restored,
  upload_directory_free_bytes: uploadsFree,
} = query(metrics)

const onExporter = { job: 'exporter', service: 'exporter', instance: 'exporter:9464' } as const
const ofBackup = { backup: 'shop' } as const
const ofUpload = { upload: 'shop' } as const

export const backupAge = threshold('BackupTooOld', lastBackup.max('backup').age(), {
  // a day, and two hours in which a slow one may still come
  P1: { above: hours(26), for: '5m' },
  owner: 'operations',
  summary: ({ backup }) => `The newest backup ${backup} is too old.`,
  means: 'What was written since then is lost when the disk or a person destroys the database.',
  check: [
    'Did the job run, and what is the last line of its log?',
    'Is the folder of backups full, or no longer writable?',
    'Make a backup by hand now; find the reason afterwards.',
  ],
  example: { of: ofBackup, from: (age) => [ticks(metrics.backup_last_success_timestamp_seconds, { ...ofBackup, ...onExporter }, -age)] },
})

export const backupRestore = threshold('BackupRestoreFailed', restored.min('backup'), {
  P1: { below: count(1), for: '5m' },
  owner: 'operations',
  summary: ({ backup }) => `The backup ${backup} cannot be restored.`,
  means: 'There are files, and no backup: nobody knows whether anything comes back from them.',
  check: [
    'The file of the check beside the backups says what failed.',
    'Restore the backup before it: does that one work?',
    'Did the version of the server or a secret change since the last check that worked?',
  ],
  example: { of: ofBackup, from: (value) => [stands(metrics.backup_restore_check_success, { ...ofBackup, ...onExporter }, value)] },
})

export const uploadSpace = threshold('UploadSpaceLow', uploadsFree.min('upload'), {
  // the largest file that a customer may send still fits
  P1: { below: mebibytes(4), for: '2m' },
  owner: 'operations',
  summary: ({ upload }) => `There is hardly any space left for the uploads of ${upload}.`,
  means: "Customers' files are refused, or torn where they end.",
  check: [
    'Which files grew? du by folder, the newest first.',
    'Does one account send more than all others? It may be misused.',
    'Can the file system be enlarged while it is mounted?',
  ],
  example: { of: ofUpload, from: (bytes) => [stands(metrics.upload_directory_free_bytes, { ...ofUpload, ...onExporter }, bytes)] },
})
