import { metrics } from '../../catalogue/index.js'
import { count, hours, mebibytes, percent, query } from '../../promql/index.js'
import { stands, threshold, ticks } from '../language/index.js'
import { onExporter } from './targets.js'

const {
  backup_last_success_timestamp_seconds: lastBackup,
  backup_restore_check_success: restored,
  backup_last_size_bytes: lastSize,
  backup_previous_size_bytes: previousSize,
  backup_files: backupFiles,
  upload_directory_free_bytes: uploadsFree,
  upload_directory_writable: uploadsWritable,
} = query(metrics)

const ofBackup = { backup: 'shop' } as const
const ofUpload = { upload: 'shop' } as const

export const backupAge = threshold('BackupTooOld', lastBackup.max('backup').age(), {
  // a day, and two hours in which a slow one may still come
  P1: { above: hours(26), for: '1m' },
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

/** Whether there was any in a day and two hours, asked only where the folder was watched for so long. */
const anyBackup = backupFiles.maxOver('26h', '10m').max('backup').clampMax(1).and(backupFiles.offset('26h'), 'backup')

export const backupMissing = threshold('BackupMissing', anyBackup, {
  P1: { below: count(1), for: '1m' },
  owner: 'operations',
  summary: ({ backup }) => `There is no backup ${backup} at all.`,
  means: 'Everything is lost when the disk or a person destroys the database.',
  check: [
    'Does the job run, and does it write to the folder that is watched?',
    'Did somebody or a rotation delete them all? Then see what of it can be brought back.',
    'Make a backup by hand now; find the reason afterwards.',
  ],
  example: { of: ofBackup, from: (value) => [stands(metrics.backup_files, { ...ofBackup, ...onExporter }, value)] },
})

export const backupRestore = threshold('BackupRestoreFailed', restored.min('backup'), {
  P1: { below: count(1), for: '1m' },
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

export const uploadsWrite = threshold('UploadsNotWritable', uploadsWritable.min('upload'), {
  P1: { below: count(1), for: '2m' },
  owner: 'operations',
  summary: ({ upload }) => `The folder of the uploads of ${upload} cannot be written.`,
  means: "Customers' files are refused.",
  check: [
    'Did owner or mode of the folder change, with a deployment perhaps?',
    'Was its file system mounted read-only after an error? dmesg says so.',
  ],
  example: { of: ofUpload, from: (value) => [stands(metrics.upload_directory_writable, { ...ofUpload, ...onExporter }, value)] },
})

const change = lastSize.max('backup').per(previousSize.max('backup')).complement().abs()

export const backupSize = threshold('BackupSizeChanged', change, {
  P2: { above: percent(50), for: '5m' },
  owner: 'operations',
  summary: ({ backup }) => `The newest backup ${backup} has quite another size than the one before it.`,
  means: 'Half of the data may be missing from it, or from the database.',
  check: [
    'Was much deleted, imported or archived on purpose?',
    'Are all tables in it? List what it holds and compare with the one before.',
    'Restore it beside the database and count the orders of yesterday.',
  ],
  example: {
    of: ofBackup,
    from: (share) => [
      stands(metrics.backup_last_size_bytes, { ...ofBackup, ...onExporter }, 1e8 * (1 - share)),
      stands(metrics.backup_previous_size_bytes, { ...ofBackup, ...onExporter }, 1e8),
    ],
  },
})
