/** The languages, wherever their files live: no scheme is named, so untitled and virtual files are served too. */
export const documentSelector = [{ language: 'haproxy' }, { language: 'sysctl' }, { language: 'limits' }];

/** The files on disk that change what is said about other files. */
export const watchedFiles = [
  '**/headroom.json',
  '**/{sysctl.d,limits.d,modules-load.d,modprobe.d}/*.conf',
  '**/sysctl.conf',
  '**/limits.conf',
  '**/*haproxy*.cfg',
];
