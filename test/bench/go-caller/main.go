// Callers that cost little, for load tests: each joins a room and plays packets that were encoded once, so that the
// machine's time goes to the agent and not to those who call it. Reads one JSON order on standard input.
//
//	{"mode": "record", "url": "ws://...", "tokens": ["..."], "file": "loop.packets"}  stores the first audio track of the room
//	{"mode": "call", "url": "ws://...", "tokens": [...], "file": "loop.packets", "staggerMs": 500}  plays it in every room
//
// Prints one JSON line per event and ends on SIGTERM, or when standard input closes.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"
)

type order struct {
	Mode      string   `json:"mode"`
	URL       string   `json:"url"`
	Tokens    []string `json:"tokens"`
	File      string   `json:"file"`
	StaggerMs int      `json:"staggerMs"`
}

func main() {
	input := bufio.NewReader(os.Stdin)
	line, err := input.ReadBytes('\n')
	if err != nil {
		fail("no order on standard input", err)
	}
	var o order
	if err := json.Unmarshal(line, &o); err != nil {
		fail("the order is not JSON", err)
	}
	stop := make(chan struct{})
	go func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
		gone := make(chan struct{})
		go func() { _, _ = io.Copy(io.Discard, input); close(gone) }()
		select {
		case <-signals:
		case <-gone:
		}
		close(stop)
	}()
	switch o.Mode {
	case "record":
		record(o, stop)
	case "call":
		call(o, stop)
	default:
		fail("the mode must be record or call", fmt.Errorf("%q", o.Mode))
	}
}

func record(o order, stop chan struct{}) {
	file, err := os.Create(o.File)
	if err != nil {
		fail("the recording cannot be written", err)
	}
	writer := newPacketWriter(file)
	var once atomic.Bool
	callback := lksdk.NewRoomCallback()
	callback.ParticipantCallback.OnTrackSubscribed = func(track *webrtc.TrackRemote, _ *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant) {
		if track.Kind() != webrtc.RTPCodecTypeAudio || !once.CompareAndSwap(false, true) {
			return
		}
		go func() {
			for {
				packet, _, err := track.ReadRTP()
				if err != nil {
					return
				}
				writer.write(packet.Timestamp, packet.Payload)
			}
		}()
	}
	room, err := lksdk.ConnectToRoomWithToken(o.URL, o.Tokens[0], callback)
	if err != nil {
		fail("the room cannot be joined", err)
	}
	say("ready", 0, "")
	<-stop
	room.Disconnect()
	if err := writer.close(); err != nil {
		fail("the recording cannot be written", err)
	}
}

func call(o order, stop chan struct{}) {
	packets, err := readPackets(o.File)
	if err != nil {
		fail("the recording cannot be read", err)
	}
	rooms := make([]*lksdk.Room, 0, len(o.Tokens))
	for i, token := range o.Tokens {
		callback := lksdk.NewRoomCallback()
		callback.ParticipantCallback.OnTrackSubscribed = func(track *webrtc.TrackRemote, _ *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant) {
			go func() {
				buffer := make([]byte, 1500)
				for {
					if _, _, err := track.Read(buffer); err != nil {
						return
					}
				}
			}()
		}
		room, err := lksdk.ConnectToRoomWithToken(o.URL, token, callback)
		if err != nil {
			say("error", i, err.Error())
			continue
		}
		rooms = append(rooms, room)
		track, err := lksdk.NewLocalTrack(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: clockHz, Channels: 2})
		if err != nil {
			say("error", i, err.Error())
			continue
		}
		track.OnBind(func() { go play(track, packets, stop) })
		if _, err := room.LocalParticipant.PublishTrack(track, &lksdk.TrackPublicationOptions{Name: "microphone", Source: 2}); err != nil {
			say("error", i, err.Error())
		}
		say("joined", i, "")
		select {
		case <-stop:
		case <-time.After(time.Duration(o.StaggerMs) * time.Millisecond):
		}
	}
	say("ready", len(rooms), "")
	<-stop
	for _, room := range rooms {
		room.Disconnect()
	}
}

func say(kind string, caller int, message string) {
	line, _ := json.Marshal(map[string]any{"type": kind, "caller": caller, "message": message})
	fmt.Println(string(line))
}

func fail(what string, err error) {
	say("error", 0, what+": "+err.Error())
	os.Exit(1)
}
