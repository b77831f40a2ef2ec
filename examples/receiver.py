#!/usr/bin/env python3
"""Takes Dogwatch's notifications and verifies their signature: receiver.py SECRET-FILE [PORT]"""
import base64, hashlib, hmac, http.server, json, sys, time

key = base64.b64decode(open(sys.argv[1]).read().strip().removeprefix("whsec_"))

class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        id, sent = self.headers.get("webhook-id", ""), self.headers.get("webhook-timestamp", "")
        mac = base64.b64encode(hmac.digest(key, f"{id}.{sent}.".encode() + body, hashlib.sha256)).decode()
        fresh = sent.isdigit() and abs(time.time() - int(sent)) < 300
        genuine = any(hmac.compare_digest(f"v1,{mac}".encode(), s.encode()) for s in self.headers.get("webhook-signature", "").split())
        if fresh and genuine:
            for alert in json.loads(body)["alerts"]: print(alert["status"], alert["annotations"].get("summary"), flush=True)
        self.send_response(204 if fresh and genuine else 401)
        self.end_headers()

http.server.HTTPServer(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 9378), Receiver).serve_forever()
