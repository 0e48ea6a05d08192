"""Small answers as the contract describes them, for tests that need a gateway that is well."""

from tests.gateway.server import Reply, ScriptedServer

_TOTALS = {"capacity": 0, "used": 0, "available": 0, "holder_count": 0}

G1_DEPLOYMENTS = {"status": "OK", "result": {"deployments": {}, "deployment_nodes": {"invoice_executor": []}}}
G2_DEPLOYMENTS = {"status": "OK", "result": {"deployment_nodes": {"invoice_executor": []}}}
STATUS = {"status": "OK", "result": {"desired": {}, "status": {}}}
G1_CAPACITY = {"status": "OK", "result": {"slots": [], "totals": _TOTALS}}
G2_CAPACITY = {"status": "OK", "result": {"slots": [], "totals": _TOTALS, "nodes": []}}
READINESS = {"status": "OK", "result": {"readiness": "ready", "control_plane_ready": True, "gateways": []}}
DEBUG = {"status": "OK", "result": {"frontier": {"available": True, "summary": {"ready_by_executor": {}}}}}
OPERATIONS = {"status": "OK", "result": {"overall_state": "ok", "partial": False, "dependencies": []}}
G1_OPENAPI = {"openapi": "3.1.0", "paths": {"/": {}, "/check": {}, "/api/deployments": {}, "/job/submit": {}}}
G2_OPENAPI = {"openapi": "3.1.0", "paths": {"/": {}, "/api/discovery/readiness": {}, "/api/operations/health": {}}}


def be_g1(server: ScriptedServer) -> None:
    """Answer as a gateway of generation G1 from now on."""
    server.forget()
    server.on("/", Reply(json={}))
    server.on("/openapi.json", Reply(json=G1_OPENAPI))
    server.on("/api/deployments", Reply(json=G1_DEPLOYMENTS))
    server.on("/api/deployment-status", Reply(json=STATUS))
    server.on("/api/capacity", Reply(json=G1_CAPACITY))
    server.on("/api/debug", Reply(json=DEBUG))


def be_g2(server: ScriptedServer) -> None:
    """Answer as a gateway of generation G2 from now on."""
    be_g1(server)
    server.on("/openapi.json", Reply(json=G2_OPENAPI))
    server.on("/api/deployments", Reply(json=G2_DEPLOYMENTS))
    server.on("/api/capacity", Reply(json=G2_CAPACITY))
    server.on("/api/discovery/readiness", Reply(json=READINESS))
    server.on("/api/operations/health", Reply(json=OPERATIONS))
