// A recording is a list of Opus packets, each with the time since the first: 4 bytes of 48 kHz ticks, 2 bytes of length,
// the payload; all numbers big-endian.
package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4/pkg/media"
)

const clockHz = 48000
const longestGapTicks = 60 * clockHz

type packet struct {
	atTicks uint32
	payload []byte
}

type packetWriter struct {
	lock   sync.Mutex
	file   *os.File
	out    *bufio.Writer
	first  uint32
	begun  bool
	closed bool
}

func newPacketWriter(file *os.File) *packetWriter {
	return &packetWriter{file: file, out: bufio.NewWriter(file)}
}

func (w *packetWriter) write(timestamp uint32, payload []byte) {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.closed || len(payload) == 0 {
		return
	}
	if !w.begun {
		w.begun = true
		w.first = timestamp
	}
	header := make([]byte, 6)
	binary.BigEndian.PutUint32(header, timestamp-w.first)
	binary.BigEndian.PutUint16(header[4:], uint16(len(payload)))
	_, _ = w.out.Write(header)
	_, _ = w.out.Write(payload)
}

func (w *packetWriter) close() error {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.closed = true
	if err := w.out.Flush(); err != nil {
		return err
	}
	return w.file.Close()
}

func readPackets(name string) ([]packet, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	in := bufio.NewReader(file)
	var packets []packet
	for {
		header := make([]byte, 6)
		if _, err := io.ReadFull(in, header); err != nil {
			break
		}
		payload := make([]byte, binary.BigEndian.Uint16(header[4:]))
		if _, err := io.ReadFull(in, payload); err != nil {
			return nil, err
		}
		packets = append(packets, packet{binary.BigEndian.Uint32(header), payload})
	}
	if len(packets) < 2 {
		return nil, errors.New("it holds fewer than two packets")
	}
	return packets, nil
}

// play repeats the packets at their own pace until stop closes; a packet that is late does not delay the next.
func play(track *lksdk.LocalTrack, packets []packet, stop chan struct{}) {
	due := time.Now()
	for {
		for i, p := range packets {
			ticks := uint32(960)
			if i+1 < len(packets) && packets[i+1].atTicks > p.atTicks && packets[i+1].atTicks-p.atTicks < longestGapTicks {
				ticks = packets[i+1].atTicks - p.atTicks
			}
			length := time.Duration(ticks) * time.Second / clockHz
			if err := track.WriteSample(media.Sample{Data: p.payload, Duration: length}, nil); err != nil {
				return
			}
			due = due.Add(length)
			select {
			case <-stop:
				return
			case <-time.After(time.Until(due)):
			}
		}
	}
}
