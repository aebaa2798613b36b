/** The languages, wherever their files live: no scheme is named, so untitled and virtual files are served too. */
export const documentSelector = [{ language: 'haproxy' }, { language: 'sysctl' }, { language: 'limits' }];
