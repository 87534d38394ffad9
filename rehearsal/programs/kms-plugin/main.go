// Command kms-plugin plays the service that holds the key in tests: a KMS v2 plug-in on Kubernetes' own server for them, whose
// keys are in a file, one a line: an id, a space, and 32 bytes in base64. The first encrypts, all decrypt; the file is read anew
// for every request, so that a key is rotated by writing another line before it. A first line of an id alone is a key that is
// named, and may not be used: as with a policy of keys that lets everybody describe one. Not for use where anything is secret.
package main

import (
	"bufio"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"syscall"
	"time"

	"k8s.io/kms/pkg/service"
)

// Set by the linker.
var version = "unknown"

func main() {
	socket := flag.String("socket", "", "where to listen")
	keys := flag.String("keys", "", "file of keys")
	asked := flag.Bool("version", false, "print the version and end")
	flag.Parse()
	if *asked {
		fmt.Println("kms-plugin", version)
		return
	}
	if *socket == "" || *keys == "" {
		log.Fatal("kms-plugin: --socket and --keys are needed")
	}
	// What an earlier one left when it was killed.
	if err := os.Remove(*socket); err != nil && !os.IsNotExist(err) {
		log.Fatal(err)
	}
	// Its user and group only.
	syscall.Umask(0o117)
	log.Printf("kms-plugin %s listens on %s", version, *socket)
	log.Fatal(service.NewGRPCService(*socket, 5*time.Second, plugin{keys: *keys}).ListenAndServe())
}

type plugin struct{ keys string }

type key struct {
	id   string
	aead cipher.AEAD
}

func (p plugin) read() ([]key, error) {
	file, err := os.Open(p.keys)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var found []key
	for lines := bufio.NewScanner(file); lines.Scan(); {
		id, text, usable := strings.Cut(lines.Text(), " ")
		if !usable && len(found) == 0 {
			found = append(found, key{id: id})
			continue
		}
		secret, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(secret) != 32 {
			return nil, fmt.Errorf("the key %s is not 32 bytes in base64", id)
		}
		block, err := aes.NewCipher(secret)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		found = append(found, key{id, aead})
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s holds no key", p.keys)
	}
	return found, nil
}

func (p plugin) Status(context.Context) (*service.StatusResponse, error) {
	keys, err := p.read()
	if err != nil {
		return nil, err
	}
	return &service.StatusResponse{Version: "v2", Healthz: "ok", KeyID: keys[0].id}, nil
}

func (p plugin) Encrypt(_ context.Context, _ string, data []byte) (*service.EncryptResponse, error) {
	keys, err := p.read()
	if err != nil {
		return nil, err
	}
	if keys[0].aead == nil {
		return nil, fmt.Errorf("access denied to the key %s", keys[0].id)
	}
	nonce := make([]byte, keys[0].aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return &service.EncryptResponse{Ciphertext: keys[0].aead.Seal(nonce, nonce, data, nil), KeyID: keys[0].id}, nil
}

func (p plugin) Decrypt(_ context.Context, _ string, request *service.DecryptRequest) ([]byte, error) {
	keys, err := p.read()
	if err != nil {
		return nil, err
	}
	for _, each := range keys {
		if each.aead == nil {
			continue
		}
		size := each.aead.NonceSize()
		if each.id == request.KeyID && len(request.Ciphertext) > size {
			return each.aead.Open(nil, request.Ciphertext[:size], request.Ciphertext[size:], nil)
		}
	}
	return nil, fmt.Errorf("there is no key %s", request.KeyID)
}
