/** The scheme of the folder that is open in the web extension host, where no file is on a disk. */
export const virtualScheme = 'headroom-virtual';
