/** 'Asia/Tokyo' as it is said: 'In Tokyo'. */
export const zoneName = (zone: string): string =>
  zone === 'UTC' ? 'By universal time' : `In ${zone.split('/').at(-1)?.replaceAll('_', ' ')}`;
