export function withDirectoryLock<T>(directory: string, work: () => Promise<T>, onWait?: () => void): Promise<T>;
