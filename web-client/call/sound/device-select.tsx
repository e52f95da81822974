/** A list of microphones or speakers. In a call the change takes effect at once; either way it is kept for next time. */
import { useMediaDeviceSelect } from '@livekit/components-react';
import type { Room } from 'livekit-client';
import { useId, useState } from 'react';
import { storeDevice, storedDevice } from '../room/stored-device.ts';
import { words } from '../words.ts';

interface Props {
  kind: 'audioinput' | 'audiooutput';
  label: string;
  room: Room | undefined;
  onChosen?: (deviceId: string) => void;
}

export function DeviceSelect({ kind, label, room, onChosen }: Props) {
  const id = useId();
  const { devices, setActiveMediaDevice } = useMediaDeviceSelect({ kind, ...(room ? { room } : {}) });
  const [chosen, setChosen] = useState(() => storedDevice(kind) ?? 'default');
  const known = devices.filter((device) => device.deviceId !== '');
  const value = known.some((device) => device.deviceId === chosen) ? chosen : (known[0]?.deviceId ?? '');

  const choose = (deviceId: string): void => {
    setChosen(deviceId);
    storeDevice(kind, deviceId);
    onChosen?.(deviceId);
    if (room) setActiveMediaDevice(deviceId).catch(() => undefined);
  };

  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => choose(event.target.value)} disabled={known.length === 0}>
        {known.length === 0 && <option value="">{words.sound.defaultDevice}</option>}
        {known.map((device) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label === '' ? words.sound.defaultDevice : device.label}
          </option>
        ))}
      </select>
    </div>
  );
}
